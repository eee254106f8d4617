"""Where the energy of a signal lies among its frequencies, and how fast that changes."""

import numpy as np

from haste.techniques.blueprint import Slot
from haste.techniques.scaffold.frequencies import log_mel
from haste.techniques.scaffold.joining import Block
from haste.techniques.scaffold.windowing import flat
from haste.techniques.technique import Technique
from haste.techniques.waving import shows_sounds


def spectral_shapes(waves: np.ndarray, waves_test: np.ndarray, rate: float) -> Block:
    """Centre, breadth, roll-off, flatness and flux of the spectrum: their means and spreads over time."""
    return spectrum_over_time(waves, rate), spectrum_over_time(waves_test, rate)


def spectrum_over_time(waves: np.ndarray, rate: float) -> np.ndarray:
    """Twelve numbers a channel, weighed by how loud each moment is."""
    log_loudness = log_mel(waves, rate, 32).astype(np.float64)
    loudness = np.exp(log_loudness)
    place = np.arange(loudness.shape[2])[:, None] / loudness.shape[2]
    share = loudness / loudness.sum(axis=2, keepdims=True)
    centre = (share * place).sum(axis=2)
    breadth = np.sqrt((share * np.square(place - centre[:, :, None])).sum(axis=2))
    roll_off = (np.cumsum(share, axis=2) < 0.85).mean(axis=2)
    flatness = log_loudness.mean(axis=2) - np.log(loudness.mean(axis=2))
    flux = np.abs(np.diff(share, axis=1, prepend=share[:, :1])).sum(axis=2)
    whole = loudness.sum(axis=2)
    weight = whole / whole.sum(axis=1, keepdims=True)
    found = []
    for value in (centre, breadth, roll_off, flatness, flux, np.log(whole)):
        mean = (weight * value).sum(axis=1)
        found += [mean, np.sqrt((weight * np.square(value - mean[:, None])).sum(axis=1))]
    return flat(np.stack(found, axis=1))


TECHNIQUE = Technique(
    slug="spectral-shapes",
    title="centre, breadth and flux of the spectrum",
    domains=("signal",),
    slot=Slot.FEATURES,
    joins=True,
    when="Sounds are bright or dark, tones or noises, and that changes or not.",
    when_not="Signals are short.",
    condition=shows_sounds,
    function=spectral_shapes,
)
