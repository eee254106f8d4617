"""Columns for a model: techniques, one file each.

In: a blueprint. Out: the blueprint with `features` changed.
"""
