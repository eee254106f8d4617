"""How often each level of each channel occurs."""

import numpy as np

from haste.techniques.blueprint import Slot
from haste.techniques.picturing import shows_images
from haste.techniques.scaffold.joining import Block
from haste.techniques.technique import Technique


def colour_histograms(images: np.ndarray, images_test: np.ndarray, *, levels: int = 16) -> Block:
    """Square root of the share of pixels at each level of each channel; levels lie where the training images have equally many pixels."""
    bounds = [np.unique(np.quantile(images[:1000, ..., channel], np.arange(1, levels) / levels)) for channel in range(images.shape[3])]
    return level_shares(images, bounds), level_shares(images_test, bounds)


def level_shares(images: np.ndarray, bounds: list[np.ndarray]) -> np.ndarray:
    """One column for each level of each channel."""
    columns = []
    for channel, limits in enumerate(bounds):
        level = np.searchsorted(limits, images[..., channel].reshape(len(images), -1), side="right")
        columns += [(level == one).mean(axis=1) for one in range(len(limits) + 1)]
    return np.asarray(np.sqrt(np.column_stack(columns)))


TECHNIQUE = Technique(
    slug="colour-histograms",
    title="how often each level of each channel occurs",
    domains=("image",),
    slot=Slot.FEATURES,
    joins=True,
    when="What is in the image counts more than where: materials, scenes, stains.",
    when_not="Only shapes matter.",
    condition=shows_images,
    function=colour_histograms,
    level=True,
)
