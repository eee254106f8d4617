"""Techniques that add changed copies of images, to train on or to average over.

In: images. Out: lists of changed ones; a function that asks for `images` adds training rows, one that asks for `images_test` looks at test rows.
"""
