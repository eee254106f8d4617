"""Take straight lines out of signals."""

import numpy as np

from haste.techniques.blueprint import Slot
from haste.techniques.technique import Technique
from haste.techniques.waving import shows_windows


def detrended_waves(waves: np.ndarray) -> np.ndarray:
    """Each channel of each row without the straight line that fits it best."""
    time = np.linspace(-1, 1, waves.shape[1], dtype=waves.dtype)[:, None]
    away = waves - waves.mean(axis=1, keepdims=True)
    slope = (away * time).mean(axis=1, keepdims=True) / np.square(time).mean()
    return np.asarray(away - slope * time)


TECHNIQUE = Technique(
    slug="detrended-waves",
    title="signals without their trend",
    domains=("signal",),
    slot=Slot.WAVES,
    joins=True,
    when="Sensors drift, or a spectrum lies on a sloping ground.",
    when_not="The trend is the answer.",
    condition=shows_windows,
    function=detrended_waves,
)
