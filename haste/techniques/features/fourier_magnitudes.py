"""How strong each of the slow waves of a signal is."""

import numpy as np

from haste.techniques.blueprint import Slot
from haste.techniques.scaffold.joining import Block
from haste.techniques.scaffold.windowing import flat
from haste.techniques.technique import Technique
from haste.techniques.waving import shows_windows


def fourier_magnitudes(waves: np.ndarray, waves_test: np.ndarray, *, harmonics: int = 40) -> Block:
    """Strength of the slowest waves of each channel: the same wherever on a closed line a signal begins."""
    return magnitudes(waves, harmonics), magnitudes(waves_test, harmonics)


def magnitudes(waves: np.ndarray, harmonics: int) -> np.ndarray:
    """Square roots of them, so that weak ones count."""
    strength = np.abs(np.fft.rfft(waves - waves.mean(axis=1, keepdims=True), axis=1))[:, 1 : harmonics + 1]
    return flat(np.sqrt(strength / waves.shape[1]))


TECHNIQUE = Technique(
    slug="fourier-magnitudes",
    title="strengths of the slowest waves",
    domains=("signal",),
    slot=Slot.FEATURES,
    joins=True,
    when="A signal is an outline or a cycle, and where it begins means nothing.",
    when_not="It is noise, or long and fast.",
    condition=shows_windows,
    function=fourier_magnitudes,
    level=True,
)
