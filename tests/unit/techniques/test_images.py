"""What techniques do to images, and the columns that they make of them."""

import numpy as np
import pandas as pd
import pytest

from haste.techniques.copies.mirrored_copies import mirrored_copies
from haste.techniques.copies.shifted_copies import shifted_copies
from haste.techniques.features.band_ratios import band_ratios
from haste.techniques.features.brightness_profiles import brightness_profiles
from haste.techniques.features.channel_statistics import channel_statistics
from haste.techniques.features.colour_histograms import colour_histograms
from haste.techniques.features.gradient_histograms import gradient_histograms
from haste.techniques.features.outline_shapes import DIRECTIONS, forms
from haste.techniques.features.pixel_components import pixel_components
from haste.techniques.features.plain_pixels import plain_pixels
from haste.techniques.features.texture_codes import texture_codes
from haste.techniques.features.wave_energies import wave_energies
from haste.techniques.images.smoothed_images import smoothed_images
from haste.techniques.images.without_colours import without_colours
from haste.techniques.scaffold.copying import copies_by_row, over_copies, with_copies
from haste.techniques.scaffold.gridding import cell_means
from haste.techniques.scaffold.joining import side_by_side_level
from haste.techniques.scaffold.labels import out_of_fold

RNG = np.random.default_rng(3)
NOISE = RNG.uniform(0, 1, (6, 16, 12, 3)).astype(np.float32)


def stripes(*, across: bool) -> np.ndarray:
    """One grey image of 16 x 16 pixels with stripes."""
    bright = (np.arange(16) // 4 % 2).astype(np.float32)
    return np.tile(bright[:, None] if across else bright[None, :], (1, 1))[None, :, :, None] * np.ones((1, 16, 16, 1), dtype=np.float32)


def stroke(lean: float) -> np.ndarray:
    """One image of 28 x 28 pixels with a stroke that moves so many pixels to the right from top to bottom, off the middle."""
    image = np.zeros((1, 28, 28, 1), dtype=np.float32)
    for row in range(4, 22):
        place = round(10 + lean * (row - 13) / 18)
        image[0, row, place : place + 3] = 1
    return image


def test_an_even_image_stays_as_it_is() -> None:
    even = np.full((2, 10, 10, 3), 0.3, dtype=np.float32)

    for change in (smoothed_images, without_colours):
        assert change(even) == pytest.approx(even, abs=1e-6)


def test_neighbours_come_nearer_to_each_other_and_channels_do_not() -> None:
    blurred = smoothed_images(NOISE)

    assert np.abs(np.diff(blurred, axis=1)).mean() < np.abs(np.diff(NOISE, axis=1)).mean()
    assert smoothed_images(np.repeat(np.eye(1, 3)[None, None], 12, axis=1).repeat(12, axis=2))[0, 5, 5].tolist() == [1, 0, 0]


def test_without_colours_all_channels_are_alike() -> None:
    grey = without_colours(NOISE)

    assert grey.shape == NOISE.shape
    assert grey[..., 0] == pytest.approx(NOISE.mean(axis=3))
    assert np.array_equal(grey[..., 0], grey[..., 2])


def test_copies_are_moved_one_step_each_way_and_edges_are_repeated() -> None:
    up, down, left, right = shifted_copies(NOISE)

    assert np.allclose(up[:, 1:], NOISE[:, :-1])
    assert np.allclose(up[:, 0], NOISE[:, 0])
    assert np.allclose(down[:, :-1], NOISE[:, 1:])
    assert np.allclose(left[:, :, 1:], NOISE[:, :, :-1])
    assert np.allclose(right[:, :, :-1], NOISE[:, :, 1:])


def test_a_mirrored_copy_shows_the_right_on_the_left() -> None:
    (mirrored,) = mirrored_copies(NOISE)

    assert np.array_equal(mirrored, NOISE[:, :, ::-1])


def test_rows_are_repeated_with_their_images_and_copies_of_a_row_stay_together() -> None:
    rows = pd.DataFrame({"a": ["p", "q"]})

    repeated, images = with_copies(rows, NOISE[:2], [NOISE[2:4], NOISE[4:6]])
    x, _ = copies_by_row((images.reshape(6, -1), images.reshape(6, -1)), 2, 2)

    assert repeated["a"].tolist() == ["p", "p", "p", "q", "q", "q"]
    assert x.shape == (2, 3, 16 * 12 * 3)
    assert np.array_equal(x[0, 1], NOISE[2].ravel())
    assert np.array_equal(x[1, 2], NOISE[5].ravel())


def test_predictions_are_averaged_over_the_copies_of_a_test_row() -> None:
    def fit(x: np.ndarray, y: np.ndarray, x_test: np.ndarray) -> np.ndarray:
        assert y.tolist() == [1, 1, 2, 2]
        assert x.shape == (4, 1)
        return x_test[:, 0]

    assert over_copies(fit, np.zeros((2, 2, 1)), np.array([1, 2]), np.array([[[1.0], [3.0]], [[5.0], [6.0]]])).tolist() == [2, 5.5]


def test_no_copy_of_a_row_is_trained_on_when_the_row_is_asked_for() -> None:
    x = np.arange(10.0)[:, None, None] + np.array([0, 0.1])[None, :, None]  # two copies a row

    def remember(seen: np.ndarray, _y: np.ndarray, asked: np.ndarray) -> np.ndarray:
        return np.asarray(np.isin(asked.astype(int), seen.astype(int)).any(axis=(1, 2)))

    assert out_of_fold(remember, x, np.zeros(10), 0)[1].tolist() == [False] * 10


def test_cells_of_a_grid_differ_by_one_pixel_at_most_and_none_is_empty() -> None:
    image = np.arange(8.0).reshape(1, 8, 1, 1)

    assert cell_means(image, 3).ravel().tolist() == [0.5, 3.0, 6.0]
    assert cell_means(image, 99).ravel().tolist() == image.ravel().tolist()


def test_edges_across_and_along_fall_into_different_directions() -> None:
    across, along = (gradient_histograms(stripes(across=way), NOISE[:1, :, :, :1])[0].reshape(-1, 8).sum(axis=0) for way in (True, False))

    assert across.argmax() != along.argmax()
    assert across.max() > 0.9 * across.sum()


def test_weak_edges_among_weak_ones_count_nearly_as_much_as_strong_ones_among_strong_ones() -> None:
    strong, weak = gradient_histograms(stripes(across=True), stripes(across=True) * 0.5)

    assert 0.9 * strong.sum() < weak.sum() < strong.sum()


def test_levels_hold_equally_many_pixels_and_their_shares_are_counted() -> None:
    x, x_test = colour_histograms(NOISE, np.zeros((1, 5, 5, 3)))

    assert x.shape == (6, 48)
    assert np.square(x).mean(axis=0) == pytest.approx(np.full(48, 1 / 16), abs=0.01)
    assert np.square(x_test).reshape(3, 16)[:, 0].tolist() == [1, 1, 1]


def test_statistics_follow_brightness_and_how_channels_go_together() -> None:
    together = NOISE.copy()
    together[..., 1] = 1 - together[..., 0]

    x, x_test = channel_statistics(NOISE, together)

    assert x[:, :3] == pytest.approx(NOISE.mean(axis=(1, 2)))
    assert x_test[:, 21].tolist() == pytest.approx([-1] * 6, abs=0.05)
    assert np.isfinite(channel_statistics(NOISE[:, :1, :1], NOISE[:, :1, :1])[0]).all()


def test_ratios_do_not_depend_on_how_strong_the_light_is() -> None:
    bright, dim = band_ratios(NOISE + 0.1, (NOISE + 0.1) * 0.5)

    assert bright.shape == (6, 30)
    assert dim == pytest.approx(bright, abs=0.01)


def test_profiles_are_means_of_lines_and_of_columns() -> None:
    x, _ = brightness_profiles(stripes(across=True), NOISE)

    assert x[0, :16].tolist() == (np.arange(16) // 4 % 2).tolist()
    assert x[0, 16:].tolist() == [0.5] * 16


def test_pixels_are_averaged_where_there_are_many() -> None:
    assert plain_pixels(NOISE, NOISE[:1])[0].shape == (6, 10 * 10 * 3)
    assert np.array_equal(plain_pixels(NOISE[:, :3, :3], NOISE)[0], NOISE[:, :3, :3].reshape(6, -1))


def test_there_are_no_more_components_than_images_or_pixels() -> None:
    assert pixel_components(NOISE, NOISE[:1], 0)[1].shape == (1, 6)
    assert pixel_components(NOISE[:, :1, :2, :1], NOISE[:1, :1, :2, :1], 0)[0].shape == (6, 2)


def test_a_texture_keeps_its_codes_when_it_is_turned_or_lit_otherwise() -> None:
    x, x_test = texture_codes(NOISE[:, :12], np.rot90(NOISE[:, :12] * 0.9 + 0.05, axes=(1, 2)))

    assert x.shape == (6, 36)
    assert np.square(x).sum(axis=1) == pytest.approx(np.ones(6))
    assert x_test == pytest.approx(x, abs=0.1)


def test_a_form_is_told_by_its_size_place_parts_holes_and_reach() -> None:
    images = np.zeros((3, 20, 20, 1), dtype=np.float32)
    images[0, 2:6, 1:17] = 1  # a bar across
    images[1, 5:15, 5:15] = 1
    images[1, 8:12, 8:12] = 0  # a frame
    images[2, 2:6, 2:6] = images[2, 12:16, 12:16] = 1  # two squares

    bar, frame, squares = forms(images)

    assert bar[:3] == pytest.approx([64 / 400, -6, -1])
    assert frame[:3] == pytest.approx([84 / 400, 0, 0])
    parts, holes = 14, 15
    assert [form[parts] for form in (bar, frame, squares)] == [1, 1, 2]
    assert [form[holes] for form in (bar, frame, squares)] == [0, 1, 0]
    assert frame[4] == pytest.approx(0, abs=1e-9)  # as long as wide
    assert bar[5] == pytest.approx(-bar[4])  # it lies across
    reach = bar[16 : 16 + DIRECTIONS]
    assert reach.max() == pytest.approx(7.65 / 8, abs=0.01)
    assert reach[DIRECTIONS // 4] > 3 * reach[0]


def test_a_form_is_the_same_on_bright_ground_and_nothing_is_a_form_of_its_own() -> None:
    dark = stroke(3)

    assert forms(1 - dark) == pytest.approx(forms(dark))
    assert np.isfinite(forms(np.zeros((1, 8, 8, 2)))).all()
    assert forms(dark[:0]).shape == (0, forms(dark).shape[1])


def test_the_energy_of_waves_does_not_depend_on_where_they_begin() -> None:
    x, x_test = wave_energies(NOISE, np.roll(NOISE, (3, 5), axis=(1, 2)))

    assert x.shape == (6, 24)
    assert x_test == pytest.approx(x, abs=1e-4)


def test_blocks_weigh_the_same_and_columns_of_one_keep_their_weights() -> None:
    small = RNG.normal(3, [0.01, 0.02], (200, 2))
    wide = RNG.normal(0, 100, (200, 30))

    x, _ = side_by_side_level([(small, small), (np.empty((200, 0)), np.empty((200, 0))), (wide, wide)])

    assert x[:, :2].var(axis=0).sum() == pytest.approx(50)
    assert x[:, 2:].var(axis=0).sum() == pytest.approx(50)
    assert x[:, 1].std() / x[:, 0].std() == pytest.approx(2, rel=0.3)
