"""Train on stronger and weaker signals, too."""

import numpy as np

from haste.techniques.blueprint import Slot
from haste.techniques.technique import Technique
from haste.techniques.waving import has_room_for_copies


def louder_waves(waves: np.ndarray) -> list[np.ndarray]:
    """Signals a fourth stronger and a fifth weaker about their mean."""
    mean = waves.mean(axis=1, keepdims=True)
    return [mean + (waves - mean) * np.float32(strength) for strength in (1.25, 0.8)]


TECHNIQUE = Technique(
    slug="louder-waves",
    title="stronger and weaker copies of the training signals",
    domains=("signal",),
    slot=Slot.COPIES,
    joins=True,
    when="Few signals, and recordings differ in strength, as from person to person.",
    when_not="Signals are brought to one strength already.",
    condition=has_room_for_copies,
    function=louder_waves,
)
