"""The target in units of its series."""

import numpy as np

from haste.techniques.blueprint import Blueprint, Slot
from haste.techniques.scaffold.joining import Matrix
from haste.techniques.scaffold.labels import Predictor
from haste.techniques.scaffold.past import Past, series_scale
from haste.techniques.task import Task
from haste.techniques.technique import Technique


def series_target(fit: Predictor, x: Matrix, y: np.ndarray, x_test: Matrix, past: Past) -> np.ndarray:
    """Train on the distance from the mean of a row's series, in units of its spread, and undo both; series not known have those of all."""
    means, spreads = series_scale(past)
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
