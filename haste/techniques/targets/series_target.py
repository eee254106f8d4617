"""The target in units of its series."""

import numpy as np

from haste.techniques.blueprint import Blueprint, Slot
from haste.techniques.scaffold.joining import Matrix
from haste.techniques.scaffold.labels import Predictor
from haste.techniques.scaffold.past import Past
from haste.techniques.task import Task
from haste.techniques.technique import Technique


def series_target(fit: Predictor, x: Matrix, y: np.ndarray, x_test: Matrix, past: Past) -> np.ndarray:
    """Train on the distance from the mean of a row's series, in units of its spread, and undo both; series not known have those of all."""
    means, spreads = np.zeros((2, len(past.step)))
    for rows, series, known in past.blocks():
        count = np.isfinite(known).sum(axis=1)
        mean = np.where(count > 0, np.nansum(known, axis=1) / np.maximum(count, 1), y.mean())
        spread = np.sqrt(np.nansum((known - mean[:, None]) ** 2, axis=1) / np.maximum(count, 1))
        spread = np.where((count > 2) & (spread > 1e-3 * y.std()), spread, max(float(y.std()), 1e-9))
        means[rows], spreads[rows] = mean[series], spread[series]
    (centre, centre_test), (unit, unit_test) = past.parted(means), past.parted(spreads)
    return np.asarray(fit(x, (y - centre[:, 0]) / unit[:, 0], x_test) * unit_test[:, 0] + centre_test[:, 0])


def _has_series(task: Task, _blueprint: Blueprint) -> bool:
    timeline = task.profile.timeline
    return task.in_time and timeline is not None and timeline.series > 1


TECHNIQUE = Technique(
    slug="series-target",
    title="the target in units of its series",
    domains=("forecasting",),
    slot=Slot.TARGETS,
    when="Several series of different size and spread behave alike.",
    when_not="There is one series.",
    condition=_has_series,
    signed=True,
    function=series_target,
)
