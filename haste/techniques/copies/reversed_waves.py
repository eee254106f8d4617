"""Train on signals that run backwards, too."""

import numpy as np

from haste.techniques.blueprint import Slot
from haste.techniques.technique import Technique
from haste.techniques.waving import has_room_for_copies


def reversed_waves(waves: np.ndarray) -> list[np.ndarray]:
    """Signals from their end to their beginning."""
    return [np.ascontiguousarray(waves[:, ::-1])]


TECHNIQUE = Technique(
    slug="reversed-waves",
    title="copies of the training signals that run backwards",
    domains=("signal",),
    slot=Slot.COPIES,
    joins=True,
    when="A signal is an outline that was followed one way or the other.",
    when_not="Time has a direction, as in sounds and movements.",
    condition=has_room_for_copies,
    function=reversed_waves,
)
