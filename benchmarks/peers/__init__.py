"""HASTE against AutoML peers at equal wall clock: same public files, same cores, in turns, each in an environment of its own.

`contestants` holds the programs that the peers' environments run: they import nothing of HASTE.
"""
