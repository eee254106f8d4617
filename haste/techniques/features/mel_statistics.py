"""Loudness by bands as wide as an ear hears."""

from itertools import pairwise

import numpy as np

from haste.techniques.blueprint import Slot
from haste.techniques.scaffold.frequencies import log_mel
from haste.techniques.scaffold.joining import Block
from haste.techniques.scaffold.windowing import flat, window_edges
from haste.techniques.technique import Technique
from haste.techniques.waving import shows_sounds


def mel_statistics(waves: np.ndarray, waves_test: np.ndarray, rate: float) -> Block:
    """Means, spreads and peaks over time of the logarithm of the loudness in forty bands, and how it moves over quarters of the time."""
    return bands_over_time(waves, rate), bands_over_time(waves_test, rate)


def bands_over_time(waves: np.ndarray, rate: float) -> np.ndarray:
    """Three numbers a band, and four for each fourth band."""
    loudness = log_mel(waves, rate, 40).astype(np.float64)
    coarse = loudness[:, :, ::4]
    edges = window_edges(coarse.shape[1], 4)
    quarters = [coarse[:, start:end].mean(axis=1) for start, end in pairwise(edges)]
    return np.hstack([flat(part) for part in (loudness.mean(axis=1), loudness.std(axis=1), loudness.max(axis=1), *quarters)])


TECHNIQUE = Technique(
    slug="mel-statistics",
    title="loudness by bands of an ear",
    domains=("signal",),
    slot=Slot.FEATURES,
    joins=True,
    when="Sounds, or anything that is told by its timbre.",
    when_not="Signals are short or slow.",
    condition=shows_sounds,
    function=mel_statistics,
)
