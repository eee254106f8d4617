"""Set slanted strokes upright."""

import numpy as np

from haste.techniques.blueprint import Slot
from haste.techniques.picturing import shows_shapes
from haste.techniques.scaffold.warping import marks, places, read_around_middle
from haste.techniques.technique import Technique


def upright_strokes(images: np.ndarray) -> np.ndarray:
    """Images slanted back, so that what is drawn on them leans neither left nor right."""
    down, right = places(images)
    weight = marks(images)
    middle, side = ((weight * place).sum(axis=(1, 2), keepdims=True) for place in (down, right))
    leaning = (weight * (down - middle) * (right - side)).sum(axis=(1, 2), keepdims=True)
    height = (weight * (down - middle) ** 2).sum(axis=(1, 2), keepdims=True)
    slant = np.clip(leaning / (height + 1e-6), -1, 1)
    return read_around_middle(images, np.broadcast_to(down, weight.shape), right + slant * (down - middle))


TECHNIQUE = Technique(
    slug="upright-strokes",
    title="slanted strokes set upright",
    domains=("image",),
    slot=Slot.IMAGES,
    joins=True,
    when="Handwriting, or single things that lean this way and that.",
    when_not="The lean is part of the answer, or images show scenes.",
    condition=shows_shapes,
    function=upright_strokes,
)
