"""Train on shifted copies too."""

import numpy as np

from haste.techniques.blueprint import Slot
from haste.techniques.picturing import moves_show
from haste.techniques.scaffold.warping import one_step, places, read_around_middle
from haste.techniques.technique import Technique


def shifted_copies(images: np.ndarray) -> list[np.ndarray]:
    """Images moved a step up, down, left and right."""
    step = one_step(images)
    down, right = places(images)
    return [read_around_middle(images, down + step * y, right + step * x) for y, x in ((-1, 0), (1, 0), (0, -1), (0, 1))]


TECHNIQUE = Technique(
    slug="shifted-copies",
    title="shifted copies of the training images",
    domains=("image",),
    slot=Slot.COPIES,
    joins=True,
    when="Few images, and what they show does not always lie in the same place.",
    when_not="There are ten thousand images or more, or columns do not depend on places.",
    condition=moves_show,
    function=shifted_copies,
)
