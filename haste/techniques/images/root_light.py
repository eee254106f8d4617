"""Take the square root of the light."""

import numpy as np

from haste.techniques.blueprint import Slot
from haste.techniques.picturing import shows_images
from haste.techniques.technique import Technique


def root_light(images: np.ndarray) -> np.ndarray:
    """Square roots of the values, which spread what lies in the dark."""
    return np.asarray(np.sqrt(np.clip(images, 0, None)))


TECHNIQUE = Technique(
    slug="root-light",
    title="square roots of the light",
    domains=("image",),
    slot=Slot.IMAGES,
    joins=True,
    when="Much of an image is dark, or values are counts of light: radar, microscopes, telescopes.",
    when_not="Images are two-toned.",
    condition=shows_images,
    function=root_light,
)
