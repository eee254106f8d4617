"""From predictions to answers: techniques, one file each.

In: a blueprint. Out: the blueprint with `answers` changed.
"""
