"""Bring each signal to one level and one strength."""

import numpy as np

from haste.techniques.blueprint import Slot
from haste.techniques.technique import Technique
from haste.techniques.waving import shows_windows


def level_waves(waves: np.ndarray) -> np.ndarray:
    """Each channel of each row with mean 0 and spread 1: how large and where it is counts no more, only its shape."""
    away = waves - waves.mean(axis=1, keepdims=True)
    return np.asarray(away / (away.std(axis=1, keepdims=True) + 1e-6))


TECHNIQUE = Technique(
    slug="level-waves",
    title="signals of one level and one strength",
    domains=("signal",),
    slot=Slot.WAVES,
    joins=True,
    when="Sensors are worn or set up anew, or recordings are louder and quieter.",
    when_not="The level itself tells the answer.",
    condition=shows_windows,
    function=level_waves,
)
