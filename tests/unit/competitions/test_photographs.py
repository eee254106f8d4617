"""How photographs are cut and spoiled: by whole numbers and names alone."""

from io import BytesIO

import numpy as np
from PIL import Image

from haste.competitions.bundled import pub_photo_denoise

FLAT = np.full((40, 40), 120, dtype=np.int64)


def test_noise_grows_with_the_light_shifts_rows_and_sticks_pixels() -> None:
    dark, light = (pub_photo_denoise.spoiled(np.full((40, 40), shade, dtype=np.int64), "a") for shade in (60, 180))

    stuck = (dark == 0) | (dark == 255)
    assert 0.005 < stuck.mean() < 0.05
    rows = [np.median(part, axis=1, keepdims=True) for part in (dark, light)]
    grain = [(part - row)[~stuck].std() for part, row in zip((dark, light), rows, strict=True)]
    assert 1.3 < grain[1] / grain[0] < 2.2
    assert 4 < rows[0].std() < 14


def test_the_name_alone_decides_the_noise() -> None:
    first, again, other = (pub_photo_denoise.spoiled(FLAT, name) for name in ("a", "a", "b"))

    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


def test_cuttings_of_a_scene_stay_together_and_do_not_overlap() -> None:
    picture = np.arange(120 * 160).reshape(120, 160) % 251
    file = BytesIO()
    Image.fromarray(np.stack([picture] * 3, axis=2).astype(np.uint8)).save(file, "PNG")

    found = pub_photo_denoise.frames(lambda _: file.getvalue())

    assert (len(found.train), len(found.test)) == (54, 36)
    assert not set(found.train["scene"]) & set(found.test["scene"])
    one = found.train[found.train["scene"] == found.train["scene"].iloc[0]]["value"]
    assert len({values.tobytes() for values in one}) == 6
    assert {values.shape for values in one} == {(40, 40)}
