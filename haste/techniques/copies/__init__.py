"""Changed copies of images, to train on or to average predictions over: techniques, one file each.

In: a blueprint. Out: the blueprint with `copies` changed.
"""
