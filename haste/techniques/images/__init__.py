"""Techniques that change images before columns are made of them.

In: images. Out: images of the same shape, each changed by itself.
"""
