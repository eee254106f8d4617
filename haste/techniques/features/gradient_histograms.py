"""Which way edges run, in each part of the image."""

import numpy as np

from haste.techniques.blueprint import Slot
from haste.techniques.picturing import shows_shapes
from haste.techniques.scaffold.gridding import cell_means, grey
from haste.techniques.scaffold.joining import Block
from haste.techniques.technique import Technique


def gradient_histograms(images: np.ndarray, images_test: np.ndarray, *, directions: int = 8) -> Block:
    """Strength of edges by direction in cells of about four pixels, compared with the cells around."""
    return edge_directions(images, directions), edge_directions(images_test, directions)


def edge_directions(images: np.ndarray, directions: int) -> np.ndarray:
    """Histograms of all cells, shape (rows, cells * directions); an edge between two directions counts for both, by its nearness."""
    parts = []
    for chunk in np.array_split(images, len(images) // 500 + 1):  # a map for each direction takes memory
        down, right = np.gradient(grey(chunk), axis=(1, 2))
        strength = np.hypot(down, right)
        place = np.arctan2(down, right) % np.pi * directions / np.pi
        share = place - np.floor(place)
        lower = np.floor(place).astype(int) % directions
        upper = (lower + 1) % directions
        maps = [strength * np.where(lower == one, 1 - share, np.where(upper == one, share, 0)) for one in range(directions)]
        cells = cell_means(np.stack(maps, axis=3), min(8, max(2, min(images.shape[1:3]) // 4)))
        parts.append(np.sqrt(cells / (energy_around(cells) + 0.01)).reshape(len(chunk), -1))
    return np.concatenate(parts)


def energy_around(cells: np.ndarray) -> np.ndarray:
    """Mean strength of all edges in a cell and the eight around it, shape (rows, cells, cells, 1)."""
    total = np.pad(cells.sum(axis=3), ((0, 0), (1, 1), (1, 1)), mode="edge")
    height, width = cells.shape[1:3]
    near = [total[:, down : down + height, right : right + width] for down in range(3) for right in range(3)]
    return np.asarray(np.mean(near, axis=0)[..., None])


TECHNIQUE = Technique(
    slug="gradient-histograms",
    title="directions of edges in each part of the image",
    domains=("image",),
    slot=Slot.FEATURES,
    joins=True,
    when="Shapes tell the answer: digits, letters, things with an outline.",
    when_not="Images are a few pixels wide, or colour is all that counts.",
    condition=shows_shapes,
    function=gradient_histograms,
    level=True,
)
