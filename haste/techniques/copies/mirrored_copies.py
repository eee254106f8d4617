"""Train on mirror images too."""

import numpy as np

from haste.techniques.blueprint import Slot
from haste.techniques.picturing import has_room_for_copies
from haste.techniques.technique import Technique


def mirrored_copies(images: np.ndarray) -> list[np.ndarray]:
    """Images with left and right exchanged."""
    return [images[:, :, ::-1]]


TECHNIQUE = Technique(
    slug="mirrored-copies",
    title="mirror images of the training images",
    domains=("image",),
    slot=Slot.COPIES,
    joins=True,
    when="Left and right mean the same: things of nature, scenes.",
    when_not="Images hold writing, or left and right differ, as hands do.",
    condition=has_room_for_copies,
    function=mirrored_copies,
)
