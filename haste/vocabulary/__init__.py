"""The words of the house: frozen values that every other room uses.

In: plain facts. Out: typed values, with units in their names. Nothing here reads a file, a clock or a random number.
"""
