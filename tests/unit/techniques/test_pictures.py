"""Images are read into one shape, whatever the files hold."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from PIL import Image

from haste.evaluation import media
from haste.techniques.features.texture_codes import texture_codes
from haste.techniques.scaffold.pictures import IMAGES, files_by_path, images_by_id, read_image, read_images
from haste.techniques.scaffold.recordings import SIGNALS, signals_by_id
from tests.unit.techniques.pictures import MODES, SUFFIXES, bar, converted


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("channels", [1, 2, 3, 4])
def test_an_image_of_any_mode_shows_the_same(mode: str, channels: int, tmp_path: Path) -> None:
    path = tmp_path / f"image{SUFFIXES.get(mode, '.png')}"
    converted(bar(0.5, height=12, width=20), mode).save(path)

    image, _ = read_image(path, (12, 20, channels))

    dark, bright = (0, 1) if mode == "1" else (0.2, 0.8)
    assert image.shape == (12, 20, channels)
    assert image[5, 3, 0] == pytest.approx(bright, abs=0.2 if mode == "1" else 0.05)
    assert image[:, 14:, 0].mean() == pytest.approx(dark, abs=0.25 if mode == "1" else 0.05)  # dots stand for grey where there is black and white


def test_a_fourth_channel_is_no_transparency(tmp_path: Path) -> None:
    pixels = np.full((8, 8, 4), 200, dtype=np.uint8)
    pixels[..., 3] = 0
    Image.fromarray(pixels).save(tmp_path / "bands.png")

    image, _ = read_image(tmp_path / "bands.png", (4, 4, 4))

    assert image[0, 0].tolist() == pytest.approx([200 / 255] * 3 + [0])


def test_a_photograph_stands_upright(tmp_path: Path) -> None:
    pixels = np.zeros((8, 16), dtype=np.uint8)
    pixels[:, :8] = 255  # bright on the left
    turned = Image.Exif()
    turned[0x0112] = 6  # the camera was held so that the left side is the top
    Image.fromarray(pixels).save(tmp_path / "photo.jpg", exif=turned)

    image, _ = read_image(tmp_path / "photo.jpg", (16, 8, 1))

    assert image[:6].mean() > 0.9
    assert image[-6:].mean() < 0.1


@pytest.mark.parametrize("contents", [None, b"", b"no image", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", b"BM" + b"\xff" * 60])
def test_what_cannot_be_read_looks_like_the_mean_training_image(contents: bytes | None, tmp_path: Path) -> None:
    for name, value in (("dark", 51), ("bright", 153)):
        Image.fromarray(np.full((4, 4), value, dtype=np.uint8)).save(tmp_path / f"{name}.png")
    if contents is not None:
        (tmp_path / "broken.png").write_bytes(contents)
    train = [tmp_path / f"{name}.png" for name in ("dark", "broken", "bright")]

    images, images_test = read_images(train, [tmp_path / "broken.png", tmp_path], (4, 4, 1), 1)

    assert images[:, 0, 0, 0].tolist() == pytest.approx([0.2, 0.4, 0.6])
    assert images_test[:, 0, 0, 0].tolist() == pytest.approx([0.4, 0.4])


def test_without_one_readable_image_all_are_grey(tmp_path: Path) -> None:
    images, images_test = read_images([tmp_path / "a.png"], [tmp_path / "b.png"], (2, 3, 1), 2)

    assert images.shape == images_test.shape == (1, 2, 3, 1)
    assert set(images.ravel().tolist()) == {0.5}


def test_numbers_without_bounds_come_to_the_range_of_the_training_images(tmp_path: Path) -> None:
    for name, value in (("low", -100.0), ("high", 300.0), ("higher", 700.0)):
        Image.fromarray(np.full((2, 2), value, dtype=np.float32)).save(tmp_path / f"{name}.tiff")

    images, images_test = read_images([tmp_path / "low.tiff", tmp_path / "high.tiff"], [tmp_path / "higher.tiff"], (2, 2, 1), 1)

    assert images[:, 0, 0, 0].tolist() == pytest.approx([0, 1])
    assert images_test[0, 0, 0, 0] == pytest.approx(2)


def test_gaps_in_an_image_are_its_median_and_only_one_of_gaps_alone_cannot_be_read(tmp_path: Path) -> None:
    pixels = np.array([[0.2, 0.2], [np.nan, 0.8], [0.2, np.inf]], dtype=np.float32)
    for name, values in (("some", pixels), ("all", np.full((3, 2), np.nan, dtype=np.float32)), ("bright", np.full((3, 2), 0.6, dtype=np.float32))):
        Image.fromarray(values).save(tmp_path / f"{name}.tiff")
    train = [tmp_path / f"{name}.tiff" for name in ("some", "all", "bright")]

    images, _ = read_images(train, train, (3, 2, 1), 1)

    assert images[0, :, :, 0] == pytest.approx(np.array([[0.2, 0.2], [0.2, 0.8], [0.2, 0.2]]))
    assert images[1] == pytest.approx((images[0] + images[2]) / 2)


@pytest.mark.parametrize("bits", [10, 12, 16])
def test_deep_images_of_few_bits_are_as_bright_as_others_and_these_stay_as_they_are(bits: int, tmp_path: Path) -> None:
    scene = np.random.default_rng(bits).integers(40, 256, (4, 12, 12)).astype(np.uint8)
    scene[0, 0, 0] = 255
    for number, pixels in enumerate(scene):
        Image.fromarray(pixels).save(tmp_path / f"{number}.png")
        Image.fromarray(np.round(pixels / 255 * (2**bits - 1)).astype(np.uint16)).save(tmp_path / f"{number}-deep.png")
    plain, deep = ([tmp_path / f"{number}{more}.png" for number in range(4)] for more in ("", "-deep"))

    images, images_test = read_images(plain[:2] + deep[:2], plain[2:] + deep[2:], (12, 12, 1), 1)

    assert np.array_equal(np.concatenate([images[:2], images_test[:2]])[:, :, :, 0], scene.astype(np.float32) / 255)
    assert images[2:] == pytest.approx(images[:2], abs=1e-3)
    assert images_test[2:] == pytest.approx(images_test[:2], abs=1e-3)
    few, all_of_them = texture_codes(images[2:], images[:2])
    assert few == pytest.approx(all_of_them, abs=0.1)


def test_deep_images_that_are_black_stay_black(tmp_path: Path) -> None:
    Image.fromarray(np.zeros((4, 4), dtype=np.uint16)).save(tmp_path / "black.png")

    images, images_test = read_images([tmp_path / "black.png"], [tmp_path / "black.png"], (4, 4, 1), 1)

    assert not images.any()
    assert not images_test.any()


def test_files_are_found_by_ids_with_and_without_a_suffix(tmp_path: Path) -> None:
    for name in ("7.png", "7.txt", "7.xml", "a.b.jpg", "a.b.json", "full.bmp"):
        (tmp_path / name).touch()

    found = images_by_id(tmp_path, pd.Series(["7", "a.b", "full.bmp", "none", None]))

    assert [path.name for path in found[:3]] == ["7.png", "a.b.jpg", "full.bmp"]
    assert not found[3].exists()
    assert signals_by_id(tmp_path, pd.Series(["7"])) == [tmp_path / "7.txt"]
    assert images_by_id(tmp_path / "nowhere", pd.Series(["7"])) == [tmp_path / "nowhere" / "7"]
    assert files_by_path(tmp_path, pd.Series(["train/7.png"])) == [tmp_path / "train" / "7.png"]


def test_a_solution_takes_the_same_files_for_images_and_signals_as_the_host() -> None:
    assert (frozenset(IMAGES), frozenset(SIGNALS)) == (media.SUFFIXES, media.SIGNALS)
