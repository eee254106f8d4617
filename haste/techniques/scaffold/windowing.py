"""Cut signals into windows."""

import numpy as np


def window_edges(samples: int, windows: int) -> list[int]:
    """Where each of some windows begins, and where the last one ends; none is empty."""
    count = max(1, min(samples, windows))
    return [place * samples // count for place in range(count + 1)]


def window_means(values: np.ndarray, windows: int) -> np.ndarray:
    """Means of at most so many windows; shape (rows, samples, channels) becomes (rows, windows, channels)."""
    edges = window_edges(values.shape[1], windows)
    return np.asarray(np.add.reduceat(values, edges[:-1], axis=1) / np.diff(edges)[None, :, None])


def in_parts(waves: np.ndarray, values_max: int = 4_000_000) -> list[np.ndarray]:
    """The rows in parts of some million values, so that what is made of them fits into memory."""
    each = max(1, values_max // max(1, waves[0].size if len(waves) else 1))
    return [waves[start : start + each] for start in range(0, len(waves), each)] or [waves]


def flat(values: np.ndarray) -> np.ndarray:
    """All numbers of a row as columns."""
    return np.ascontiguousarray(values.reshape(len(values), -1), dtype=np.float64)
