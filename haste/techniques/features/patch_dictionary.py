"""Small patches that come up again and again."""

import numpy as np
from sklearn.cluster import MiniBatchKMeans

from haste.techniques.blueprint import Slot
from haste.techniques.picturing import shows_shapes
from haste.techniques.scaffold.gridding import cell_means
from haste.techniques.scaffold.joining import Block
from haste.techniques.technique import Technique


def patch_dictionary(images: np.ndarray, images_test: np.ndarray, seed: int, *, patches: int = 64) -> Block:
    """How near the patches in each quarter of the image come to typical ones, which are learned from the training images."""
    rng = np.random.default_rng(seed)
    some = np.concatenate([one[rng.permutation(len(one))[:20]] for one in every_patch(images[rng.permutation(len(images))[:500]])])
    typical = MiniBatchKMeans(n_clusters=min(patches, len(some)), n_init=1, max_iter=30, random_state=seed).fit(some).cluster_centers_
    return nearness(images, typical), nearness(images_test, typical)


def every_patch(images: np.ndarray) -> np.ndarray:
    """Patches of 6 x 6 pixels at every other place, each of mean 0 and spread 1, shape (rows, places, values)."""
    windows = np.lib.stride_tricks.sliding_window_view(images, (6, 6), axis=(1, 2))[:, ::2, ::2]
    values = windows.reshape(len(images), windows.shape[1] * windows.shape[2], -1)
    values = values - values.mean(axis=2, keepdims=True)
    return np.asarray(values / (values.std(axis=2, keepdims=True) + 0.05))


def nearness(images: np.ndarray, typical: np.ndarray) -> np.ndarray:
    """How much nearer than the average one each typical patch is, averaged over quarters of the image."""
    parts = []
    down, right = ((side - 6) // 2 + 1 for side in images.shape[1:3])
    for chunk in np.array_split(images, len(images) // 200 + 1):  # all patches of all images take memory
        values = every_patch(chunk)
        squares = np.square(values).sum(axis=2)[..., None] + np.square(typical).sum(axis=1) - 2 * values @ typical.T
        distance = np.sqrt(np.maximum(squares, 0))
        near = np.maximum(distance.mean(axis=2, keepdims=True) - distance, 0)
        parts.append(cell_means(near.reshape(len(chunk), down, right, -1), 2).reshape(len(chunk), -1))
    return np.concatenate(parts)


TECHNIQUE = Technique(
    slug="patch-dictionary",
    title="nearness to small patches that come up often",
    domains=("image",),
    slot=Slot.FEATURES,
    joins=True,
    when="Strokes, corners or textures tell the answer, wherever in a quarter of the image they are.",
    when_not="Images are a few pixels wide.",
    condition=shows_shapes,
    function=patch_dictionary,
    level=True,
)
