"""Predictions averaged with the seasonal naive forecast."""

import numpy as np

from haste.techniques.blueprint import Blueprint, Slot
from haste.techniques.scaffold.joining import Matrix
from haste.techniques.scaffold.labels import Predictor
from haste.techniques.scaffold.past import Past, same_season, seasons_of
from haste.techniques.task import Task
from haste.techniques.technique import Technique


def naive_blend(predict: Predictor, x: Matrix, y: np.ndarray, x_test: Matrix, past: Past, *, share: float = 0.3) -> np.ndarray:
    """Predictions, and for a smaller share the mean of the last three seasons that a row may know."""
    found = same_season(past, (seasons_of(past) or [1])[-1], 3)[past.rows :]
    there = np.isfinite(found)
    mean = np.nansum(found, axis=1) / np.maximum(there.sum(axis=1), 1)
    said = predict(x, y, x_test)
    return np.where(there.any(axis=1), (1 - share) * said + share * mean, said)


def _is_in_time(task: Task, _blueprint: Blueprint) -> bool:
    return task.in_time


TECHNIQUE = Technique(
    slug="naive-blend",
    title="an average with the seasonal naive forecast",
    domains=("forecasting",),
    slot=Slot.ANSWERS,
    when="A model and the last seasons err differently.",
    when_not="There is no season.",
    condition=_is_in_time,
    function=naive_blend,
)
