"""Which of the pixels around a pixel are brighter than it."""

import numpy as np

from haste.techniques.blueprint import Slot
from haste.techniques.picturing import shows_shapes
from haste.techniques.scaffold.gridding import grey
from haste.techniques.scaffold.joining import Block
from haste.techniques.technique import Technique

AROUND: tuple[tuple[int, int], ...] = ((0, 0), (0, 1), (0, 2), (1, 2), (2, 2), (2, 1), (2, 0), (1, 0))


def texture_codes(images: np.ndarray, images_test: np.ndarray) -> Block:
    """How often each pattern of brighter and darker neighbours occurs, whichever way it is turned."""
    return pattern_shares(images), pattern_shares(images_test)


def pattern_shares(images: np.ndarray) -> np.ndarray:
    """Square roots of the shares of the patterns, shape (rows, 36)."""
    light = grey(images)
    height, width = light.shape[1] - 2, light.shape[2] - 2
    centre = light[:, 1:-1, 1:-1]
    codes = sum(
        (light[:, down : down + height, right : right + width] > centre + 0.01).astype(int) << bit for bit, (down, right) in enumerate(AROUND)
    )
    turned = [min((code >> turn | code << (8 - turn)) & 255 for turn in range(8)) for code in range(256)]
    pattern = np.unique(turned, return_inverse=True)[1][codes].reshape(len(images), -1)
    return np.asarray(np.sqrt(np.column_stack([(pattern == one).mean(axis=1) for one in range(36)])))


TECHNIQUE = Technique(
    slug="texture-codes",
    title="patterns of brighter and darker neighbours",
    domains=("image",),
    slot=Slot.FEATURES,
    joins=True,
    when="Surfaces differ: cloth, tissue, terrain, print.",
    when_not="Images are a few pixels wide, or smooth drawings.",
    condition=shows_shapes,
    function=texture_codes,
    level=True,
)
