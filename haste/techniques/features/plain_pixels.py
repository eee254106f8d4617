"""Pixels as they stand."""

import numpy as np

from haste.techniques.blueprint import Slot
from haste.techniques.picturing import shows_images
from haste.techniques.scaffold.gridding import cell_means
from haste.techniques.scaffold.joining import Block
from haste.techniques.technique import Technique


def plain_pixels(images: np.ndarray, images_test: np.ndarray) -> Block:
    """Values of the pixels, averaged over neighbours where there are more than some hundred of them."""
    side = 14 if images.shape[3] <= 2 else 10
    return cell_means(images, side).reshape(len(images), -1), cell_means(images_test, side).reshape(len(images_test), -1)


TECHNIQUE = Technique(
    slug="plain-pixels",
    title="pixels as they stand",
    domains=("image",),
    slot=Slot.FEATURES,
    joins=True,
    when="Images are aligned: the same place shows the same part in all of them.",
    when_not="Things lie anywhere in the image.",
    condition=shows_images,
    function=plain_pixels,
    level=True,
)
