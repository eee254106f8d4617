"""Smooth signals a little."""

import numpy as np
from scipy.ndimage import gaussian_filter1d

from haste.techniques.blueprint import Slot
from haste.techniques.technique import Technique
from haste.techniques.waving import shows_windows


def smoothed_waves(waves: np.ndarray) -> np.ndarray:
    """Each channel as a mean over about a fiftieth of the length, nearer samples counting more."""
    return np.asarray(gaussian_filter1d(waves, sigma=max(1.0, waves.shape[1] / 200), axis=1, mode="nearest"))


TECHNIQUE = Technique(
    slug="smoothed-waves",
    title="slightly smoothed signals",
    domains=("signal",),
    slot=Slot.WAVES,
    joins=True,
    when="Noise lies over a slow curve.",
    when_not="What is fast tells the answer.",
    condition=shows_windows,
    function=smoothed_waves,
)
