"""A few numbers that sum an image up."""

import numpy as np

from haste.techniques.blueprint import Slot
from haste.techniques.picturing import shows_images
from haste.techniques.scaffold.gridding import grey
from haste.techniques.scaffold.joining import Block
from haste.techniques.technique import Technique


def channel_statistics(images: np.ndarray, images_test: np.ndarray) -> Block:
    """Mean, spread and quantiles of each channel, how channels go together, and how much neighbouring pixels differ."""
    return summed_up(images), summed_up(images_test)


def summed_up(images: np.ndarray) -> np.ndarray:
    """One row of statistics for each image."""
    pixels = images.reshape(len(images), -1, images.shape[3])
    columns = [pixels.mean(axis=1), pixels.std(axis=1), *np.quantile(pixels, (0.05, 0.25, 0.5, 0.75, 0.95), axis=1)]
    centred = (pixels - pixels.mean(axis=1, keepdims=True)) / (pixels.std(axis=1, keepdims=True) + 1e-3)
    together = np.einsum("rpa,rpb->rab", centred, centred) / pixels.shape[1]
    first, second = np.triu_indices(images.shape[3], k=1)
    light = grey(images)
    changes = [np.abs(np.diff(light, axis=axis)).reshape(len(images), -1) for axis in (1, 2)]
    rough = [change.mean(axis=1, keepdims=True) if change.size else np.zeros((len(images), 1)) for change in changes]
    return np.hstack([*columns, together[:, first, second], *rough])


TECHNIQUE = Technique(
    slug="channel-statistics",
    title="mean, spread and quantiles of each channel",
    domains=("image",),
    slot=Slot.FEATURES,
    joins=True,
    when="Brightness, colour or roughness of the whole image tells something.",
    when_not="Only shapes matter.",
    condition=shows_images,
    function=channel_statistics,
)
