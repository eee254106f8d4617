"""The target against the last season."""

import numpy as np

from haste.techniques.blueprint import Blueprint, Slot
from haste.techniques.scaffold.joining import Matrix
from haste.techniques.scaffold.labels import Predictor
from haste.techniques.scaffold.past import Past, naive, overall, seasons_of
from haste.techniques.task import Task
from haste.techniques.technique import Technique


def season_target(fit: Predictor, x: Matrix, y: np.ndarray, x_test: Matrix, past: Past) -> np.ndarray:
    """Train on the difference from the seasonal naive forecast that each row may know, and add that forecast again."""
    last = naive(past, (seasons_of(past) or [1])[-1])
    last, last_test = past.parted(np.where(np.isfinite(last), last, overall(past)))
    return np.asarray(fit(x, y - last[:, 0], x_test) + last_test[:, 0])


def _is_in_time(task: Task, _blueprint: Blueprint) -> bool:
    return task.in_time


TECHNIQUE = Technique(
    slug="season-target",
    title="the change since the last season",
    domains=("forecasting",),
    slot=Slot.TARGETS,
    when="Last season is a good forecast by itself: what is left to learn is the change.",
    when_not="There is no season, or rows lie many seasons ahead.",
    condition=_is_in_time,
    signed=True,
    function=season_target,
)
