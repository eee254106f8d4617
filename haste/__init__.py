"""HASTE: machine-learning engineering that remembers. Importing this package loads no framework."""

__version__ = "0.1.0"
