"""Restore images pixel by pixel: what a pixel and its surroundings say, answers by pixel, and files of answers."""

from pathlib import Path

import numpy as np
import pandas as pd
from scipy.fft import dctn, idctn
from scipy.ndimage import gaussian_filter, median_filter, uniform_filter

from haste.techniques.scaffold.labels import Predictor

STANDS_OUT: float = 0.15  # of the scale of light: a pixel at its end that differs so much from its surroundings is stuck


def without_stuck_pixels(light: np.ndarray) -> np.ndarray:
    """Pixels at the ends of the scale that stand out become the median around them; light has the shape (rows, height, width)."""
    around = median_filter(light, size=(1, 3, 3))
    stuck = ((light <= 0) | (light >= 1)) & (np.abs(light - around) > STANDS_OUT)
    return np.where(stuck, around, light)


def with_even_lines(light: np.ndarray) -> np.ndarray:
    """Each line of pixels loses what most of it is lighter or darker than the lines around it, down and across."""
    for across in (2, 1):
        smooth = gaussian_filter(light, sigma=(0, 2, 0) if across == 2 else (0, 0, 2))
        light = light - np.median(light - smooth, axis=across, keepdims=True)
    return light


def noise_in(light: np.ndarray) -> float:
    """The usual size of noise, by what differs from pixel to pixel in both directions at once."""
    rough = light[:, 1:, 1:] - light[:, :-1, 1:] - light[:, 1:, :-1] + light[:, :-1, :-1]
    return max(float(np.median(np.abs(rough))) / (2 * 0.6745), 1e-3)


def patches(light: np.ndarray, side: int) -> np.ndarray:
    """Each pixel's square of neighbours, itself among them: shape (rows, height, width, side * side)."""
    reach = side // 2
    wide = np.pad(light, ((0, 0), (reach, reach), (reach, reach)), mode="symmetric")
    seen = np.lib.stride_tricks.sliding_window_view(wide, (side, side), axis=(1, 2))
    return seen.reshape(*light.shape, side * side)


def filters(light: np.ndarray) -> np.ndarray:
    """Medians, blurs and spreads around each pixel, and means that give way where much happens: shape (rows, height, width, filters)."""
    variance = noise_in(light) ** 2
    found = [median_filter(light, size=(1, side, side)) for side in (3, 5)]
    found += [gaussian_filter(light, sigma=(0, blur, blur)) for blur in (0.7, 1.2, 2.5)]
    for side in (3, 5):
        mean = uniform_filter(light, size=(1, side, side))
        spread = np.maximum(uniform_filter(light * light, size=(1, side, side)) - mean * mean, 1e-9)
        found += [mean + np.maximum(1 - variance / spread, 0) * (light - mean), np.sqrt(spread)]
    return np.stack(found, axis=3)


def similar_places(light: np.ndarray, *, reach: int = 4) -> np.ndarray:
    """Non-local means with two sizes of patches: each pixel as the mean of those near it whose surroundings look alike."""
    noise = noise_in(light)
    height, width = light.shape[1:]
    wide = np.pad(light, ((0, 0), (reach, reach), (reach, reach)), mode="symmetric")
    sums, weights = np.zeros((2, *light.shape)), np.zeros((2, *light.shape))
    for down, right in np.ndindex(2 * reach + 1, 2 * reach + 1):
        moved = wide[:, down : down + height, right : right + width]
        for place, side in enumerate((3, 5)):
            apart = uniform_filter((light - moved) ** 2, size=(1, side, side)) / noise**2
            weight = np.exp(-np.maximum(apart - 2, 0))
            sums[place] += weight * moved
            weights[place] += weight
    return np.moveaxis(sums / weights, 0, 3)


def strong_waves(light: np.ndarray, *, side: int = 8) -> np.ndarray:
    """Squares without their weak waves, averaged where they overlap: shape (rows, height, width, 1)."""
    least = 2.7 * noise_in(light)
    return np.stack([without_weak_waves(image, least, side) for image in light])[:, :, :, None]


def without_weak_waves(image: np.ndarray, least: float, side: int) -> np.ndarray:
    """One image, whose waves below the least count as noise; its squares take some hundred times the memory that it takes itself."""
    height, width = image.shape
    wide = np.pad(image, side - 1, mode="symmetric")
    waves = dctn(np.lib.stride_tricks.sliding_window_view(wide, (side, side)), axes=(2, 3), norm="ortho")
    kept = np.abs(waves) > least
    kept[:, :, 0, 0] = True
    squares = idctn(np.where(kept, waves, 0), axes=(2, 3), norm="ortho")
    trust = 1 / kept.sum(axis=(2, 3))  # a square of few waves is smooth, and says so reliably
    sums, weights = np.zeros(wide.shape), np.zeros(wide.shape)
    for down, right in np.ndindex(side, side):
        place = np.s_[down : down + squares.shape[0], right : right + squares.shape[1]]
        sums[place] += trust * squares[:, :, down, right]
        weights[place] += trust
    return np.asarray((sums / weights)[side - 1 : side - 1 + height, side - 1 : side - 1 + width])


def pixel_answers(answers: pd.DataFrame, ids: pd.Series, shape: tuple[int, int], id_name: str, target: str) -> np.ndarray:
    """Answers of rows by pixel, shape (rows, height * width): an answer's id is its row's, and line and column from 0 behind it."""
    named = pd.Series(pd.to_numeric(answers[target]).to_numpy(dtype=float), index=answers[id_name])
    return np.asarray(named.loc[pixel_ids(ids, shape)]).reshape(len(ids), -1)


def pixel_ids(ids: pd.Series, shape: tuple[int, int]) -> list[str]:
    """The ids of all pixels of these rows, line by line."""
    places = [f"_{line}_{column}" for line in range(shape[0]) for column in range(shape[1])]
    return [row + place for row in ids for place in places]


def restored(fit: Predictor, x: np.ndarray, y: np.ndarray, x_test: np.ndarray, pixels: int, seed: int) -> np.ndarray:
    """Answers for the pixels of other images.

    Models learn what has to be added to a straight line through the first column, from some of the pixels.

    Args:
        fit: Trains on columns and targets, and predicts for other columns.
        x: Columns of pixels, shape (rows, pixels, columns).
        y: Their answers, shape (rows, pixels).
        x_test: Columns of the pixels to answer for.
        pixels: How many of them models learn from at most.
        seed: Which ones.
    """
    columns, answers = x.reshape(-1, x.shape[2]), y.ravel()
    slope, start = np.polyfit(columns[:, 0], answers, 1)
    chosen = np.random.default_rng(seed).permutation(len(columns))[:pixels]
    columns_test = x_test.reshape(-1, x.shape[2])
    more = fit(columns[chosen], answers[chosen] - (slope * columns[chosen, 0] + start), columns_test)
    said = np.clip(slope * columns_test[:, 0] + start + more, answers.min(), answers.max())
    return np.asarray(said.reshape(x_test.shape[:2]))


def write_pixels(path: Path, ids: pd.Series, shape: tuple[int, int], answers: np.ndarray, names: tuple[str, str]) -> None:
    """A line for each pixel, under the names of the id and of the answer."""
    pd.DataFrame({names[0]: pixel_ids(ids, shape), names[1]: answers.ravel()}).to_csv(path, index=False)
