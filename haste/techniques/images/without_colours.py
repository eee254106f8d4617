"""Leave colours out."""

import numpy as np

from haste.techniques.blueprint import Slot
from haste.techniques.picturing import shows_colours
from haste.techniques.scaffold.gridding import grey
from haste.techniques.technique import Technique


def without_colours(images: np.ndarray) -> np.ndarray:
    """Images whose channels all hold their mean."""
    return np.repeat(grey(images)[..., None], images.shape[3], axis=3)


TECHNIQUE = Technique(
    slug="without-colours",
    title="images without their colours",
    domains=("image",),
    slot=Slot.IMAGES,
    joins=True,
    when="Few coloured images whose shapes tell the answer: colour would be learned by heart.",
    when_not="Colour is part of the answer.",
    condition=shows_colours,
    function=without_colours,
)
