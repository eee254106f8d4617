"""What did a spoiled photograph look like? An image for each image: answers are pixels, and solutions declare what they predict of folds."""

import hashlib
from io import BytesIO

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from PIL import Image

from haste.competitions.bundled.package import Read
from haste.competitions.bundled.picture import png
from haste.competitions.bundled.source import Bundled, Frames, shuffled

_SCENES = (  # photographs without loss: how a JPEG file is read depends on who reads it
    "astronaut",
    "brick",
    "camera",
    "cell",
    "chelsea",
    "clock_motion",
    "coffee",
    "coins",
    "grass",
    "gravel",
    "ihc",
    "moon",
    "motorcycle_left",
    "page",
    "text",
)
_TEST_SCENES = 6
_SIDE, _EACH = 40, 6  # pixels of a cutting, and cuttings of a scene
_GREY = (299, 587, 114)  # thousandths of red, green and blue
_SPREAD = 148  # of the sum of four bytes
_STUCK = 5  # of 256 pixels
_ROW_SHIFT = 8  # usual one of a row of pixels

Pixels = NDArray[np.int64]


def frames(read: Read) -> Frames:
    """Cuttings of nine scenes for training, of six other ones for the test; noise is made of whole numbers, the same everywhere."""
    order = shuffled(len(_SCENES), "pub-photo-denoise/scenes")
    rows = []
    for number, place in enumerate(order):
        scene = _SCENES[place]
        for cutting, clean in enumerate(_cuttings(_grey(read(f"skimage/data/{scene}.png")), scene)):
            noisy = spoiled(clean, f"pub-photo-denoise/{scene}/{cutting}")
            rows.append((number < _TEST_SCENES, f"S{number:02d}", png(noisy.astype(np.uint8)), clean))
    table = pd.DataFrame(rows, columns=["tested", "scene", "image", "value"]).iloc[shuffled(len(rows), "pub-photo-denoise")]
    train, test = (table[table["tested"] == tested].drop(columns="tested").reset_index(drop=True) for tested in (False, True))
    return Frames(train=train, test=test)


def spoiled(clean: Pixels, name: str) -> Pixels:
    """The image as a bad sensor would see it: grain that grows with the light, rows that are off, and pixels that are stuck.

    Args:
        clean: From 0 to 255, shape (height, width).
        name: The only source of chance.
    """
    grain = _bells(clean.shape, f"{name}/grain") * (10 + clean // 10) // _SPREAD
    rows = _bells((len(clean), 1), f"{name}/rows") * _ROW_SHIFT // _SPREAD
    seen = np.clip(clean + grain + rows, 0, 255)
    chance = _bytes(2 * clean.size, f"{name}/stuck").reshape(2, *clean.shape)
    return np.where(chance[0] < _STUCK, np.where(chance[1] < 128, 0, 255), seen)


def _grey(contents: bytes) -> Pixels:
    with Image.open(BytesIO(contents)) as image:
        pixels = np.asarray(image, dtype=np.int64)
    return pixels if pixels.ndim == 2 else (pixels[:, :, :3] @ np.array(_GREY) + 500) // 1000


def _cuttings(image: Pixels, scene: str) -> list[Pixels]:
    """Some squares of the image that do not overlap."""
    across = image.shape[1] // _SIDE
    chosen = shuffled(image.shape[0] // _SIDE * across, f"pub-photo-denoise/{scene}")[:_EACH]
    corners = [(place // across * _SIDE, place % across * _SIDE) for place in chosen]
    return [image[top : top + _SIDE, left : left + _SIDE] for top, left in corners]


def _bells(shape: tuple[int, ...], name: str) -> Pixels:
    """Whole numbers about 0 that lie nearly as a normal distribution does."""
    return np.asarray(_bytes(4 * int(np.prod(shape)), name).reshape(4, *shape).sum(axis=0) - 510)


def _bytes(count: int, name: str) -> Pixels:
    blocks = -(-count // 32)
    drawn = b"".join(hashlib.sha256(f"{name}/{block}".encode()).digest() for block in range(blocks))
    return np.frombuffer(drawn, dtype=np.uint8)[:count].astype(np.int64)


COMPETITION = Bundled(
    id="pub-photo-denoise",
    title="Photographs without their noise",
    domain="image",
    metric="rmse",
    target="value",
    images="image",
    declared=True,
    package="scikit-image",
    version="0.26.0",
    optional=True,
    source="15 of the photographs in `skimage/data`, in shades of grey; the noise was added for HASTE",
    licence="The package scikit-image is under the 3-clause BSD licence; as it says, most of the photographs are under CC0 or in the public domain "
    "(astronaut, brick, camera, cell, chelsea, clock, coffee, grass, gravel, text) or without known restrictions (coins, ihc), motorcycle is "
    "from the Middlebury 2014 stereo benchmark, of moon and page it says nothing.",
    citation="van der Walt S et al. scikit-image: image processing in Python. PeerJ 2:e453, 2014.",
    description="""\
Each image is a cutting of 40 x 40 pixels from a photograph, in shades of grey, with noise: `train/<id>.png` and `test/<id>.png`. Grain grows with
the light, whole rows of pixels are a little too dark or too light, and some pixels are stuck at black or white. Predict `value`, the shade
without noise, from 0 (black) to 255 (white), of each pixel of each image: the id `17_0_3` stands for image 17, row 0 from above, column 3 from
the left.

- `train_answers.csv` has the shades of the images of train.csv, in the submission's format
- `scene` tells which cuttings are from one photograph: none stands in both train.csv and test.csv
""",
    digest="a8b5a8237c1ab64314dcaf7d46841fd79affad9129f067c77ee547f9d0a2b32e",
    frames=frames,
)
