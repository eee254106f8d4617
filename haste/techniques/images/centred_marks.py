"""Move what is drawn to the middle."""

import numpy as np

from haste.techniques.blueprint import Slot
from haste.techniques.picturing import shows_shapes
from haste.techniques.scaffold.warping import marks, places, read_around_middle
from haste.techniques.technique import Technique


def centred_marks(images: np.ndarray) -> np.ndarray:
    """Images shifted so that the centre of mass of what stands out from the ground lies in the middle."""
    down, right = places(images)
    weight = marks(images)
    middle, side = ((weight * place).sum(axis=(1, 2), keepdims=True) for place in (down, right))
    return read_around_middle(images, down + middle, right + side)


TECHNIQUE = Technique(
    slug="centred-marks",
    title="what is drawn moved to the middle",
    domains=("image",),
    slot=Slot.IMAGES,
    joins=True,
    when="One thing on an even ground, not always in the middle.",
    when_not="Images show scenes, or the place is part of the answer.",
    condition=shows_shapes,
    function=centred_marks,
)
