"""Let short signals begin again at their end."""

import numpy as np

from haste.techniques.blueprint import Slot
from haste.techniques.technique import Technique
from haste.techniques.waving import shows_lengths


def repeated_waves(waves: np.ndarray, lengths: np.ndarray) -> np.ndarray:
    """Each row filled with copies of itself instead of its mean, so that its length changes no statistic."""
    place = np.arange(waves.shape[1])[None, :] % np.clip(lengths, 1, waves.shape[1])[:, None]
    return np.take_along_axis(waves, place[:, :, None], axis=1)


TECHNIQUE = Technique(
    slug="repeated-waves",
    title="short signals repeated to full length",
    domains=("signal",),
    slot=Slot.WAVES,
    joins=True,
    replaces=("stretched-waves",),
    first=True,
    when="Signals are of unequal length, and steady or periodic.",
    when_not="They are single events.",
    condition=shows_lengths,
    function=repeated_waves,
)
