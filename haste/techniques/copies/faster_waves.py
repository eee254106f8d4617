"""Train on faster and slower signals, too."""

import numpy as np

from haste.techniques.blueprint import Slot
from haste.techniques.technique import Technique
from haste.techniques.waving import has_room_for_copies


def faster_waves(waves: np.ndarray) -> list[np.ndarray]:
    """Signals a tenth faster, around whose end the last sample stays, and a tenth slower, whose end is cut."""
    return [at_speed(waves, 1.1), at_speed(waves, 0.9)]


def at_speed(waves: np.ndarray, speed: float) -> np.ndarray:
    """Signals read at other times, between samples by weighing both neighbours."""
    times = np.minimum(np.arange(waves.shape[1]) * speed, waves.shape[1] - 1)
    before = np.floor(times).astype(int)
    weight = (times - before)[:, None].astype(waves.dtype)
    return np.asarray(waves[:, before] * (1 - weight) + waves[:, np.minimum(before + 1, waves.shape[1] - 1)] * weight)


TECHNIQUE = Technique(
    slug="faster-waves",
    title="faster and slower copies of the training signals",
    domains=("signal",),
    slot=Slot.COPIES,
    joins=True,
    when="Few signals, and people do the same thing at other speeds.",
    when_not="Exact frequencies tell the answer.",
    condition=has_room_for_copies,
    function=faster_waves,
)
