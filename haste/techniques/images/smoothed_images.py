"""Blur images a little."""

import numpy as np
from scipy.ndimage import gaussian_filter

from haste.techniques.blueprint import Slot
from haste.techniques.picturing import shows_shapes
from haste.techniques.technique import Technique


def smoothed_images(images: np.ndarray) -> np.ndarray:
    """Images blurred by a thirtieth of their longer side, so that strokes which nearly meet look alike."""
    blur = max(images.shape[1:3]) / 30
    return np.asarray(gaussian_filter(images, sigma=(0, blur, blur, 0), mode="nearest"))


TECHNIQUE = Technique(
    slug="smoothed-images",
    title="slightly blurred images",
    domains=("image",),
    slot=Slot.IMAGES,
    joins=True,
    when="Few images, noise, or thin strokes that seldom lie on the same pixel.",
    when_not="Fine texture is the answer.",
    condition=shows_shapes,
    function=smoothed_images,
)
