"""Give all images the same brightness and contrast."""

import numpy as np

from haste.techniques.blueprint import Slot
from haste.techniques.picturing import shows_images
from haste.techniques.technique import Technique


def even_contrast(images: np.ndarray) -> np.ndarray:
    """Images of mean 0.5 and spread 0.2 over all channels together, so that colours keep their relation."""
    mean = images.mean(axis=(1, 2, 3), keepdims=True)
    spread = images.std(axis=(1, 2, 3), keepdims=True)
    return np.asarray(0.5 + 0.2 * (images - mean) / (spread + 0.01))


TECHNIQUE = Technique(
    slug="even-contrast",
    title="the same brightness and contrast for all images",
    domains=("image",),
    slot=Slot.IMAGES,
    joins=True,
    when="Light and exposure vary and say nothing.",
    when_not="Brightness is part of the answer.",
    condition=shows_images,
    function=even_contrast,
)
