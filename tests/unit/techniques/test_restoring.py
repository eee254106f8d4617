"""What solutions that restore images are made of."""

import tracemalloc

import numpy as np
import pandas as pd
import pytest

from haste.techniques.scaffold import restoring

GREY = np.full((2, 24, 24), 0.5)


def test_stuck_pixels_are_replaced_and_dark_ones_in_the_dark_are_not() -> None:
    light = GREY.copy()
    light[0, 3, 4], light[1, 20, 9] = 1.0, 0.0
    light[1, 10:14, 10:14] = 0.0

    found = restoring.without_stuck_pixels(light)

    assert (found[0, 3, 4], found[1, 20, 9], found[1, 11, 11]) == (0.5, 0.5, 0.0)


@pytest.mark.parametrize("way", ["down", "across"])
def test_lines_that_are_off_are_evened_either_way(way: str) -> None:
    off = np.zeros((2, 24, 24))
    off[:, :, 7] = 0.2
    light = GREY + (off.transpose(0, 2, 1) if way == "across" else off)

    assert np.abs(restoring.with_even_lines(light) - 0.5).max() < 0.05


def test_noise_is_measured_beside_slopes_and_edges() -> None:
    slope = np.linspace(0.1, 0.9, 40)[None, :, None] + 0.1 * (np.arange(40) > 20)
    noisy = slope + np.random.default_rng(0).normal(0, 0.05, (4, 40, 40))

    assert restoring.noise_in(noisy) == pytest.approx(0.05, rel=0.15)
    assert restoring.noise_in(slope) == 1e-3


@pytest.mark.parametrize("name", ["filters", "similar_places", "strong_waves", "patches"])
def test_columns_of_a_pixel_depend_on_its_own_image_and_keep_one_shade(name: str) -> None:
    columns = getattr(restoring, name)
    made = columns(GREY, 3) if name == "patches" else columns(GREY)

    assert made.shape[:3] == GREY.shape
    shades = made if name != "filters" else np.delete(made, [6, 8], axis=3)  # these two are spreads
    assert shades == pytest.approx(np.full(shades.shape, 0.5))


@pytest.mark.parametrize("name", ["similar_places", "strong_waves"])
def test_noise_goes_and_an_edge_stays(name: str) -> None:
    clean = np.where(np.arange(32) < 16, 0.2, 0.8) * np.ones((3, 32, 32))
    noisy = clean + np.random.default_rng(0).normal(0, 0.08, clean.shape)

    found = getattr(restoring, name)(noisy)[:, :, :, 0]

    assert np.sqrt(((found - clean) ** 2).mean()) < 0.04


def test_answers_come_by_pixel_whatever_their_order() -> None:
    ids = pd.Series(["7", "a_b"])
    answers = pd.DataFrame({"id": restoring.pixel_ids(ids, (2, 3)), "value": [str(place) for place in range(12)]})

    found = restoring.pixel_answers(answers.sample(frac=1, random_state=0), ids, (2, 3), "id", "value")

    assert answers["id"].tolist()[:4] == ["7_0_0", "7_0_1", "7_0_2", "7_1_0"]
    assert found.tolist() == [[0, 1, 2, 3, 4, 5], [6, 7, 8, 9, 10, 11]]


def test_models_learn_what_is_to_be_added_to_a_line_and_stay_within_the_answers() -> None:
    x = np.random.default_rng(0).uniform(0, 1, (5, 100, 2))
    seen = []

    def fit(columns: np.ndarray, y: np.ndarray, columns_test: np.ndarray) -> np.ndarray:
        seen.append((len(columns), float(np.abs(y).max())))
        return np.full(len(columns_test), 1000.0 if len(seen) > 1 else 0.0)

    said, far = (restoring.restored(fit, x, 3 * x[:, :, 0] + 1, x[:2], 60, 0) for _ in range(2))

    assert said == pytest.approx(3 * x[:2, :, 0] + 1)
    assert seen[0][0] == 60
    assert seen[0][1] < 1e-9
    assert far.max() <= (3 * x[:, :, 0] + 1).max()


def test_what_is_nearly_black_keeps_its_light() -> None:
    dark = np.random.default_rng(0).normal(0.02, 0.1, (2, 32, 32))

    assert restoring.strong_waves(dark).mean() == pytest.approx(dark.mean(), abs=0.005)


def test_more_images_take_no_more_memory_for_their_squares_and_say_the_same_of_each() -> None:
    light = np.random.default_rng(0).uniform(0, 1, (2, 32, 32))
    many = np.concatenate([light] * 8)
    tracemalloc.start()

    few = restoring.strong_waves(light)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.reset_peak()
    found = restoring.strong_waves(many)
    peak_of_many = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert np.array_equal(found, np.concatenate([few] * 8))
    assert peak_of_many < 2 * peak
