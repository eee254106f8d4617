"""Changes of images before columns are made of them: techniques, one file each.

In: a blueprint. Out: the blueprint with `images` changed.
"""
