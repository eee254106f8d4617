"""Models: techniques, one file each.

In: a blueprint. Out: the blueprint with `models` changed.
"""
