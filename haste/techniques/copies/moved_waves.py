"""Train on signals that begin a little earlier or later, too."""

import numpy as np

from haste.techniques.blueprint import Slot
from haste.techniques.technique import Technique
from haste.techniques.waving import has_room_for_copies


def moved_waves(waves: np.ndarray) -> list[np.ndarray]:
    """Signals moved by a twentieth of their length both ways; what leaves at one end comes in at the other."""
    step = max(1, waves.shape[1] // 20)
    return [np.roll(waves, step, axis=1), np.roll(waves, -step, axis=1)]


TECHNIQUE = Technique(
    slug="moved-waves",
    title="copies of the training signals that begin earlier or later",
    domains=("signal",),
    slot=Slot.COPIES,
    joins=True,
    when="Few signals, and events come at any time.",
    when_not="Signals are aligned, or columns do not depend on time.",
    condition=has_room_for_copies,
    function=moved_waves,
)
