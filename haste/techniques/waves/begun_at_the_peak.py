"""Let each signal begin where it is largest."""

import numpy as np
from scipy.ndimage import gaussian_filter1d

from haste.techniques.blueprint import Slot
from haste.techniques.technique import Technique
from haste.techniques.waving import shows_windows


def begun_at_the_peak(waves: np.ndarray) -> np.ndarray:
    """Signals as closed lines, turned so that the largest deviation of all channels together, smoothed, comes first."""
    away = waves - waves.mean(axis=1, keepdims=True)
    strength = gaussian_filter1d(np.square(away).sum(axis=2), sigma=max(1.0, waves.shape[1] / 100), axis=1, mode="wrap")
    place = (strength.argmax(axis=1)[:, None] + np.arange(waves.shape[1])) % waves.shape[1]
    return np.take_along_axis(waves, place[:, :, None], axis=1)


TECHNIQUE = Technique(
    slug="begun-at-the-peak",
    title="signals that begin at their peak",
    domains=("signal",),
    slot=Slot.WAVES,
    joins=True,
    when="A signal is an outline or a cycle, and where it begins means nothing.",
    when_not="The time of the peak tells the answer.",
    condition=shows_windows,
    function=begun_at_the_peak,
)
