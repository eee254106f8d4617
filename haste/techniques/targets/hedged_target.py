"""Half the target in units of its series, half its distance from the recent level."""

import numpy as np

from haste.techniques.blueprint import Blueprint, Slot
from haste.techniques.scaffold.joining import Matrix
from haste.techniques.scaffold.labels import Predictor
from haste.techniques.scaffold.past import Past, late_mean, series_scale
from haste.techniques.task import Task
from haste.techniques.technique import Technique


def hedged_target(fit: Predictor, x: Matrix, y: np.ndarray, x_test: Matrix, past: Past) -> np.ndarray:
    """Average two forecasts: one keeps to the mean of a row's series, the other goes along with its recent level."""
    means, spreads = series_scale(past)
    unit, unit_test = (part[:, 0] for part in past.parted(spreads))
    forecasts = []
    for centre in (means, late_mean(past, means)):
        near, near_test = (part[:, 0] for part in past.parted(centre))
        forecasts.append(fit(x, (y - near) / unit, x_test) * unit_test + near_test)
    return np.asarray(np.mean(forecasts, axis=0))


def _is_in_time(task: Task, _blueprint: Blueprint) -> bool:
    return task.in_time


TECHNIQUE = Technique(
    slug="hedged-target",
    title="half the target in units of its series, half its distance from the recent level",
    domains=("forecasting",),
    slot=Slot.TARGETS,
    when="Levels wander, and nobody knows whether they come back: a forecast from the mean and one from the recent level err to different sides.",
    when_not="The recent level is that of a season, or half the time for training is needed elsewhere.",
    condition=_is_in_time,
    signed=True,
    function=hedged_target,
)
