"""How much a signal resembles itself a little later."""

import numpy as np

from haste.techniques.blueprint import Slot
from haste.techniques.scaffold.joining import Block
from haste.techniques.scaffold.windowing import flat
from haste.techniques.technique import Technique
from haste.techniques.waving import shows_rhythms


def autocorrelations(waves: np.ndarray, waves_test: np.ndarray) -> Block:
    """Correlation of each channel with itself at some thirty distances, the first ones one sample apart, and where it peaks again."""
    return resemblances(waves), resemblances(waves_test)


def resemblances(waves: np.ndarray) -> np.ndarray:
    """By way of the spectrum, which takes all distances at once."""
    samples = waves.shape[1]
    away = waves.astype(np.float64) - waves.mean(axis=1, keepdims=True)
    power = np.square(np.abs(np.fft.rfft(away, n=2 * samples, axis=1)))
    products = np.fft.irfft(power, axis=1)[:, : samples // 2 + 1]
    correlation = products / np.maximum(products[:, :1], 1e-9)
    distances = np.unique(np.round(np.geomspace(1, samples // 2, 30)).astype(int))
    fallen = np.cumsum(correlation < 0, axis=1) > 0  # from the first time that it turns into its opposite
    again = np.where(fallen, correlation, -1.0)
    period = again.argmax(axis=1) / samples
    return flat(np.concatenate([correlation[:, distances], again.max(axis=1)[:, None], period[:, None]], axis=1))


TECHNIQUE = Technique(
    slug="autocorrelations",
    title="resemblance of a signal to itself a little later",
    domains=("signal",),
    slot=Slot.FEATURES,
    joins=True,
    when="Signals repeat themselves, fast or slowly.",
    when_not="They are single events.",
    condition=shows_rhythms,
    function=autocorrelations,
)
