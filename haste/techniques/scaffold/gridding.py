"""Sums over the cells of a grid that is laid over images."""

import numpy as np


def edges(length: int, cells: int) -> np.ndarray:
    """Where each of some cells begins on a side of that many pixels; no cell is empty."""
    return np.arange(min(length, cells)) * length // min(length, cells)


def cell_means(maps: np.ndarray, cells: int) -> np.ndarray:
    """Means over a grid of at most cells x cells; shape (rows, height, width, values) becomes (rows, cells, cells, values)."""
    height, width = maps.shape[1:3]
    down, right = edges(height, cells), edges(width, cells)
    sums = np.add.reduceat(np.add.reduceat(maps, down, axis=1), right, axis=2)
    sizes = np.diff([*down, height])[:, None] * np.diff([*right, width])
    return np.asarray(sums / sizes[None, :, :, None])


def grey(images: np.ndarray) -> np.ndarray:
    """Mean over the channels, shape (rows, height, width)."""
    return np.asarray(images.mean(axis=3))
