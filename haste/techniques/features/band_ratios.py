"""Channels compared with each other."""

from itertools import combinations

import numpy as np

from haste.techniques.blueprint import Slot
from haste.techniques.picturing import shows_colours
from haste.techniques.scaffold.gridding import cell_means
from haste.techniques.scaffold.joining import Block
from haste.techniques.technique import Technique


def band_ratios(images: np.ndarray, images_test: np.ndarray) -> Block:
    """Difference of each two channels divided by their sum, in nine parts of the image and over all of it."""
    return normalised_differences(images), normalised_differences(images_test)


def normalised_differences(images: np.ndarray) -> np.ndarray:
    """One column for each pair of channels and part of the image: free of how strong the light was."""
    parts = cell_means(images, 3).reshape(len(images), -1, images.shape[3])
    parts = np.concatenate([parts, parts.mean(axis=1, keepdims=True)], axis=1)
    pairs = [(parts[..., a] - parts[..., b]) / (parts[..., a] + parts[..., b] + 1e-3) for a, b in combinations(range(images.shape[3]), 2)]
    return np.hstack(pairs)


TECHNIQUE = Technique(
    slug="band-ratios",
    title="channels compared with each other",
    domains=("image",),
    slot=Slot.FEATURES,
    joins=True,
    when="Channels are colours or bands of a spectrum: plants, soils, tissues, under changing light.",
    when_not="Images are grey.",
    condition=shows_colours,
    function=band_ratios,
    level=True,
)
