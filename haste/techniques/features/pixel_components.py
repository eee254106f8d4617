"""The main directions in which images differ."""

import numpy as np
from sklearn.decomposition import PCA

from haste.techniques.blueprint import Slot
from haste.techniques.picturing import shows_images
from haste.techniques.scaffold.joining import Block
from haste.techniques.technique import Technique


def pixel_components(images: np.ndarray, images_test: np.ndarray, seed: int, *, components: int = 50) -> Block:
    """Pixels in the coordinates of their main directions, found on at most five thousand images."""
    x, x_test = images.reshape(len(images), -1), images_test.reshape(len(images_test), -1)
    some = np.random.default_rng(seed).permutation(len(x))[:5000]
    directions = PCA(n_components=min(components, len(some), x.shape[1]), random_state=seed).fit(x[some])
    return directions.transform(x), directions.transform(x_test)


TECHNIQUE = Technique(
    slug="pixel-components",
    title="the main directions in which images differ",
    domains=("image",),
    slot=Slot.FEATURES,
    joins=True,
    when="Images are aligned, and neighbouring pixels tell the same.",
    when_not="Things lie anywhere in the image.",
    condition=shows_images,
    function=pixel_components,
    level=True,
)
