"""Other arguments for the functions of a solution: techniques, one file each.

In: a blueprint. Out: the blueprint with `settings` changed.
"""
