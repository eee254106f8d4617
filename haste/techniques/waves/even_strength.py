"""Bring each signal to one strength, and leave its channels their relation."""

import numpy as np

from haste.techniques.blueprint import Slot
from haste.techniques.technique import Technique
from haste.techniques.waving import shows_channels


def even_strength(waves: np.ndarray) -> np.ndarray:
    """Each row with mean 0 in each channel and spread 1 over all of them together."""
    away = waves - waves.mean(axis=1, keepdims=True)
    return np.asarray(away / (away.std(axis=(1, 2), keepdims=True) + 1e-6))


TECHNIQUE = Technique(
    slug="even-strength",
    title="signals of one strength over all channels",
    domains=("signal",),
    slot=Slot.WAVES,
    joins=True,
    when="Several channels have one unit, and recordings are stronger and weaker as a whole.",
    when_not="The strength tells the answer.",
    condition=shows_channels,
    function=even_strength,
)
