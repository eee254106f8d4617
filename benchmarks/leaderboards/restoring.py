"""Filters that take noise out of images: each sees one image at a time and learns nothing."""

from collections.abc import Callable, Iterator
from functools import partial

import numpy as np
from scipy import fft, ndimage

from benchmarks.leaderboards.pipeline import Array

Filter = Callable[[Array], Array]
_BLACK, _WHITE = 0, 255
_STANDS_OUT = 40  # shades from what lies around: a pixel at black or white that does is stuck
_ROWS_SIGMA = 2.0  # rows over which the light of a picture is taken to change slowly


def unstuck(images: Array) -> Array:
    """Pixels at black or white that stand out become the median of what lies around them.

    Args:
        images: Shades, shape (n, height, width); so are those of all filters here.
    """
    around = median(images, size=3)
    stuck = ((images <= _BLACK) | (images >= _WHITE)) & (np.abs(images - around) > _STANDS_OUT)
    return np.where(stuck, around, images)


def mended(images: Array) -> Array:
    """Without stuck pixels, and without what a whole row is lighter or darker than its neighbours."""
    found = unstuck(images)
    slow = ndimage.gaussian_filter1d(found, _ROWS_SIGMA, axis=1)
    return np.asarray(found - np.median(found - slow, axis=2, keepdims=True))


def median(images: Array, *, size: int) -> Array:
    """The median of a square."""
    return np.asarray(ndimage.median_filter(images, size=(1, size, size)))


def gauss(images: Array, *, sigma: float) -> Array:
    """A weighted mean of what is near."""
    return np.asarray(ndimage.gaussian_filter(images, sigma=(0, sigma, sigma)))


def wiener(images: Array, *, size: int, noise: float) -> Array:
    """The mean of a square where little happens in it, the pixel itself where much does."""
    mean = ndimage.uniform_filter(images, size=(1, size, size))
    variance = np.maximum(ndimage.uniform_filter(images**2, size=(1, size, size)) - mean**2, 1e-9)
    return np.asarray(mean + np.maximum(1 - noise**2 / variance, 0) * (images - mean))


def bilateral(images: Array, *, radius: int, shades: float) -> Array:
    """A mean of what is near and of similar shade."""
    guide = gauss(images, sigma=0.7)
    return _averaged(images, radius, lambda moved: np.exp(-(((guide - gauss(moved, sigma=0.7)) / shades) ** 2)))


def alike(images: Array, *, patch: int, strength: float, radius: int = 5) -> Array:
    """Non-local means: a mean of pixels whose surroundings are alike."""

    def weight(moved: Array) -> Array:
        apart = ndimage.uniform_filter((images - moved) ** 2, size=(1, patch, patch))
        return np.asarray(np.exp(-np.maximum(apart - strength**2, 0) / strength**2))

    return _averaged(images, radius, weight)


def waves(images: Array, *, size: int, threshold: float) -> Array:
    """Weak waves of all squares set to nothing, and the squares averaged where they overlap."""
    whole = np.pad(images, ((0, 0), (size, size), (size, size)), mode="reflect")
    patches = np.lib.stride_tricks.sliding_window_view(whole, (size, size), axis=(1, 2))
    told = fft.dctn(patches, axes=(3, 4), norm="ortho")
    kept = np.abs(told) > threshold
    kept[..., 0, 0] = True
    restored = fft.idctn(np.where(kept, told, 0.0), axes=(3, 4), norm="ortho")
    weight = 1.0 / kept.sum(axis=(3, 4))
    total, weights = np.zeros_like(whole), np.zeros_like(whole)
    for down, right in np.ndindex(size, size):
        place = np.s_[:, down : down + patches.shape[1], right : right + patches.shape[2]]
        total[place] += weight * restored[..., down, right]
        weights[place] += weight
    return np.asarray((total / weights)[:, size:-size, size:-size])


def flat(images: Array, *, weight: float, rounds: int = 40) -> Array:
    """Total variation: flat areas with sharp edges (Chambolle 2004)."""
    pull = np.zeros((2, *images.shape))
    for _ in range(rounds):
        down, right = _slopes(_gathered(pull) - images / weight)
        size = 1 + 0.24 * np.sqrt(down**2 + right**2)
        pull = (pull + 0.24 * np.stack([down, right])) / size
    return images - weight * _gathered(pull)


FILTERS: dict[str, Filter] = {
    **{f"median {size}": partial(median, size=size) for size in (3, 5)},
    **{f"gauss {sigma}": partial(gauss, sigma=sigma) for sigma in (0.7, 1.0, 1.5, 2.5)},
    **{f"wiener {size} {noise}": partial(wiener, size=size, noise=noise) for size in (3, 5, 7) for noise in (15, 25)},
    **{f"bilateral {radius} {shades}": partial(bilateral, radius=radius, shades=shades) for radius in (2, 3) for shades in (25, 45)},
    **{f"alike {patch} {strength}": partial(alike, patch=patch, strength=strength) for patch in (3, 5) for strength in (20, 28)},
    **{f"waves {size} {threshold}": partial(waves, size=size, threshold=threshold) for size in (4, 8) for threshold in (40, 60, 80)},
    **{f"flat {weight}": partial(flat, weight=weight) for weight in (8, 14, 22)},
}


def _averaged(images: Array, radius: int, weight: Callable[[Array], Array]) -> Array:
    total, weights = np.zeros_like(images), np.zeros_like(images)
    for moved in _moved(images, radius):
        share = weight(moved)
        total += share * moved
        weights += share
    return np.asarray(total / weights)


def _moved(images: Array, radius: int) -> Iterator[Array]:
    """The images moved by each step of a square, mirrored at their borders."""
    height, width = images.shape[1:]
    whole = np.pad(images, ((0, 0), (radius, radius), (radius, radius)), mode="reflect")
    for down, right in np.ndindex(2 * radius + 1, 2 * radius + 1):
        yield whole[:, down : down + height, right : right + width]


def _slopes(values: Array) -> tuple[Array, Array]:
    return np.diff(values, axis=1, append=values[:, -1:]), np.diff(values, axis=2, append=values[:, :, -1:])


def _gathered(pull: Array) -> Array:
    """The divergence of two fields, whose last row and column are at rest."""
    down, right = pull[0].copy(), pull[1].copy()
    down[:, -1], right[:, :, -1] = 0, 0
    return np.asarray(np.diff(down, axis=1, prepend=0) + np.diff(right, axis=2, prepend=0))
