"""PNG files of bundled competitions hold the pixels as they are, in the same bytes everywhere."""

import hashlib
from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from haste.competitions.bundled.picture import png


@pytest.mark.parametrize("shape", [(3, 3), (28, 28), (2, 5, 1), (4, 7, 3), (3, 3, 4), (300, 300, 4)])
def test_pixels_come_back_as_they_were(shape: tuple[int, ...]) -> None:
    pixels = np.random.default_rng(0).integers(0, 256, shape, dtype=np.uint8)

    with Image.open(BytesIO(png(pixels))) as image:
        image.load()
        assert (np.asarray(image) == pixels.squeeze()).all()


def test_the_bytes_never_change() -> None:
    pixels = np.arange(48, dtype=np.uint8).reshape(4, 4, 3)

    assert hashlib.sha256(png(pixels)).hexdigest() == "bc174d682fa5422e2d86e5538f5a8ad4edf2b3c247ca829f078e66981657ecd7"
