"""The timbre of a sound in a few numbers: cepstral coefficients on the scale of an ear."""

import numpy as np
from scipy.fft import dct

from haste.techniques.blueprint import Slot
from haste.techniques.scaffold.frequencies import log_mel
from haste.techniques.scaffold.joining import Block
from haste.techniques.scaffold.windowing import flat
from haste.techniques.technique import Technique
from haste.techniques.waving import shows_sounds


def mel_cepstra(waves: np.ndarray, waves_test: np.ndarray, rate: float, *, coefficients: int = 20) -> Block:
    """Means, spreads and extremes over time of the coefficients, and means and spreads of how fast they change."""
    return cepstra_over_time(waves, rate, coefficients), cepstra_over_time(waves_test, rate, coefficients)


def cepstra_over_time(waves: np.ndarray, rate: float, coefficients: int) -> np.ndarray:
    """Six numbers a coefficient and channel."""
    cepstra = dct(log_mel(waves, rate, 40).astype(np.float64), axis=2, norm="ortho")[:, :, :coefficients]
    moves = np.diff(cepstra, axis=1, prepend=cepstra[:, :1])
    found = [cepstra.mean(axis=1), cepstra.std(axis=1), cepstra.min(axis=1), cepstra.max(axis=1), moves.std(axis=1), np.abs(moves).max(axis=1)]
    return np.hstack([flat(part) for part in found])


TECHNIQUE = Technique(
    slug="mel-cepstra",
    title="cepstral coefficients on the scale of an ear",
    domains=("signal",),
    slot=Slot.FEATURES,
    joins=True,
    when="Speech, instruments and machines: the timbre tells the answer.",
    when_not="Signals are short or slow.",
    condition=shows_sounds,
    function=mel_cepstra,
)
