"""Techniques that change signals before columns are made of them, each row by itself.

In: waves of shape (rows, samples, channels). Out: waves of as many rows and samples.
"""
