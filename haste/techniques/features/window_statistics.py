"""Statistics of a signal, and of the windows that it is cut into."""

from itertools import pairwise

import numpy as np

from haste.techniques.blueprint import Slot
from haste.techniques.scaffold.joining import Block
from haste.techniques.scaffold.windowing import flat, window_edges
from haste.techniques.technique import Technique
from haste.techniques.waving import shows_windows


def window_statistics(waves: np.ndarray, waves_test: np.ndarray, *, windows: int = 4) -> Block:
    """Quantiles and moments of each channel on the whole; mean, spread and extremes of it in some windows."""
    return statistics(waves, windows), statistics(waves_test, windows)


def statistics(waves: np.ndarray, windows: int) -> np.ndarray:
    """Columns of both kinds."""
    values = waves.astype(np.float64)
    mean, spread = values.mean(axis=1), values.std(axis=1)
    shape = (values - mean[:, None]) / np.maximum(spread, 1e-9)[:, None]
    steps = np.diff(values, axis=1, prepend=values[:, :1])
    whole = [mean, spread, np.log(spread + 1e-6), (shape**3).mean(axis=1), (shape**4).mean(axis=1), np.abs(steps).mean(axis=1), steps.std(axis=1)]
    quantiles = np.quantile(values, [0, 0.05, 0.25, 0.5, 0.75, 0.95, 1], axis=1)
    edges = window_edges(values.shape[1], windows)
    pieces = [values[:, start:end] for start, end in pairwise(edges)]
    parts = [made for piece in pieces for made in (piece.mean(axis=1), piece.std(axis=1), piece.min(axis=1), piece.max(axis=1))]
    return flat(np.stack([*whole, *quantiles, *parts], axis=1))


TECHNIQUE = Technique(
    slug="window-statistics",
    title="statistics of signals and of windows of them",
    domains=("signal",),
    slot=Slot.FEATURES,
    joins=True,
    when="Level, spread and extremes of a signal, or when they are reached, tell the answer.",
    when_not="Only the rhythm does.",
    condition=shows_windows,
    function=window_statistics,
)
