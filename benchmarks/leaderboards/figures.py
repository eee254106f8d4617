"""Numbers that tell the shape of one light figure on dark ground, the same however it is turned."""

import numpy as np
from scipy import ndimage
from scipy.spatial import ConvexHull

from benchmarks.leaderboards.pipeline import Array

_RINGS, _RAYS, _WAVES = 16, 32, 10


def figures(images: Array) -> Array:
    """Shape (n, n_numbers): size, spread, roughness, thickness, rings round the centre, waves along the outline.

    Args:
        images: Light in [0, 1], shape (n, height, width, channels).
    """
    return np.array([_figure(image.mean(axis=2) > 0.5) for image in images])


def _figure(inside: Array) -> Array:
    if not inside.any():
        inside = np.ones_like(inside)
    rows, columns = np.nonzero(inside)
    area = len(rows)
    points = np.column_stack([rows, columns]).astype(float)
    away = points - points.mean(axis=0)
    spreads = np.sqrt(np.maximum(np.linalg.eigvalsh(away.T @ away / area), 0.05))
    distances = np.hypot(away[:, 0], away[:, 1])
    border = inside & ~ndimage.binary_erosion(inside)
    depth = ndimage.distance_transform_edt(np.pad(inside, 1))
    opened = [ndimage.binary_opening(inside, iterations=count).sum() / area for count in (1, 2, 3)]
    hull = _hull_area(points)
    outline = border.sum()
    plain = [area, np.sqrt(area), outline, outline**2 / area, *spreads, spreads[0] / spreads[1], hull, area / hull, depth.max(), depth.sum() / area]
    extents = sorted(np.ptp(points, axis=0))
    around = np.quantile(distances, [0.5, 0.75, 0.9, 0.97, 1.0])
    rings = np.bincount(np.minimum(distances / 2, _RINGS - 1).astype(int), minlength=_RINGS)
    return np.concatenate([plain, extents, opened, around, around / np.sqrt(area), rings, _waves(away, distances), [ndimage.label(inside)[1]]])


def _waves(away: Array, distances: Array) -> Array:
    """How far the figure reaches in each direction, as strengths of waves."""
    ray = ((np.arctan2(away[:, 0], away[:, 1]) / (2 * np.pi) + 0.5) * _RAYS).astype(int) % _RAYS
    reach = np.zeros(_RAYS)
    np.maximum.at(reach, ray, distances)
    return np.abs(np.fft.rfft(reach))[:_WAVES]


def _hull_area(points: Array) -> float:
    corners = (points[:, None, :] + np.array([[-0.5, -0.5], [-0.5, 0.5], [0.5, -0.5], [0.5, 0.5]])).reshape(-1, 2)
    return float(ConvexHull(corners).volume)
