"""Changes of the target before training, undone after it: techniques, one file each.

In: a blueprint. Out: the blueprint with `targets` changed.
"""
