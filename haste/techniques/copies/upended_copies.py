"""Train on images turned upside down too."""

import numpy as np

from haste.techniques.blueprint import Slot
from haste.techniques.picturing import has_room_for_copies
from haste.techniques.technique import Technique


def upended_copies(images: np.ndarray) -> list[np.ndarray]:
    """Images with top and bottom exchanged, and by half a turn."""
    return [images[:, ::-1], images[:, ::-1, ::-1]]


TECHNIQUE = Technique(
    slug="upended-copies",
    title="training images upside down",
    domains=("image",),
    slot=Slot.COPIES,
    joins=True,
    when="Pictures from above or through a microscope: no side is up.",
    when_not="Things stand on the ground.",
    condition=has_room_for_copies,
    function=upended_copies,
)
