"""Move the contents of images: shifts, turns and slants."""

import numpy as np


def sampled_at(images: np.ndarray, down: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Images read at other places, between pixels by weighing the four around and outside at the nearest edge.

    Places are counted in pixels and have the shape (rows or 1, height, width).
    """
    rows, height, width, _ = images.shape
    down, right = np.clip(down, 0, height - 1), np.clip(right, 0, width - 1)
    top, left = np.floor(down).astype(int), np.floor(right).astype(int)
    below, beside = np.minimum(top + 1, height - 1), np.minimum(left + 1, width - 1)
    v, h = (down - top)[..., None].astype(images.dtype), (right - left)[..., None].astype(images.dtype)
    row = np.arange(rows)[:, None, None]
    upper = images[row, top, left] * (1 - h) + images[row, top, beside] * h
    lower = images[row, below, left] * (1 - h) + images[row, below, beside] * h
    return np.asarray(upper * (1 - v) + lower * v)


def places(images: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Where each pixel lies, counted from the middle of the image: down and to the right, each of shape (1, height, width)."""
    height, width = images.shape[1:3]
    down, right = np.mgrid[:height, :width].astype(float)
    return down[None] - (height - 1) / 2, right[None] - (width - 1) / 2


def read_around_middle(images: np.ndarray, down: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Images read at places that are counted from the middle."""
    height, width = images.shape[1:3]
    return sampled_at(images, down + (height - 1) / 2, right + (width - 1) / 2)


def one_step(images: np.ndarray) -> int:
    """A small move in pixels: a twenty-eighth of the longer side, and at least one."""
    return max(1, int(max(images.shape[1:3]) / 28 + 0.5))


def marks(images: np.ndarray) -> np.ndarray:
    """How far each pixel is from the ground, which is what the border mostly shows; shape (rows, height, width), summing to 1 in each image."""
    border = np.concatenate([images[:, 0], images[:, -1], images[:, :, 0], images[:, :, -1]], axis=1)
    distance = np.abs(images - np.median(border, axis=1)[:, None, None]).mean(axis=3)
    distance = np.where(distance > 0.1 * distance.max(axis=(1, 2), keepdims=True), distance, 0) + 1e-9
    return np.asarray(distance / distance.sum(axis=(1, 2), keepdims=True))
