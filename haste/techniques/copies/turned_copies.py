"""Train on slightly turned copies too."""

import numpy as np

from haste.techniques.blueprint import Slot
from haste.techniques.picturing import moves_show
from haste.techniques.scaffold.warping import places, read_around_middle
from haste.techniques.technique import Technique


def turned_copies(images: np.ndarray) -> list[np.ndarray]:
    """Images turned by ten degrees either way."""
    down, right = places(images)
    sine, cosine = np.sin(np.radians(10)), np.cos(np.radians(10))
    return [read_around_middle(images, cosine * down + way * sine * right, cosine * right - way * sine * down) for way in (-1, 1)]


TECHNIQUE = Technique(
    slug="turned-copies",
    title="slightly turned copies of the training images",
    domains=("image",),
    slot=Slot.COPIES,
    joins=True,
    when="Few images of things that are never quite upright.",
    when_not="There are ten thousand images or more, or each is a few pixels wide.",
    condition=moves_show,
    function=turned_copies,
)
