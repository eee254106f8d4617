"""The target without its trend."""

import numpy as np

from haste.techniques.blueprint import Blueprint, Slot
from haste.techniques.scaffold.joining import Matrix
from haste.techniques.scaffold.labels import Predictor
from haste.techniques.scaffold.past import Past, overall
from haste.techniques.task import Task
from haste.techniques.technique import Technique


def trends(past: Past) -> np.ndarray:
    """A straight line through each series at every row, drawn to be flat where little is known; shape (rows,)."""
    steps = past.known.shape[1]
    line = np.linspace(-1, 1, steps) if steps > 1 else np.zeros(1)
    usual = overall(past)
    at = -1 + 2 * past.step / max(1, steps - 1)
    found = np.empty(len(at))
    for rows, series, known in past.blocks():
        there = np.isfinite(known)
        count = np.maximum(there.sum(axis=1), 1)
        mean = np.where(there.any(axis=1), np.nansum(known, axis=1) / count, usual)
        middle = (there * line).sum(axis=1) / count
        away = np.where(there, line - middle[:, None], 0.0)
        slope = (away * np.nan_to_num(known - mean[:, None])).sum(axis=1) / ((away**2).sum(axis=1) + 1.0)
        found[rows] = mean[series] + slope[series] * (at[rows] - middle[series])
    return found


def trend_target(fit: Predictor, x: Matrix, y: np.ndarray, x_test: Matrix, past: Past) -> np.ndarray:
    """Train on what a straight line through each series leaves over, and add the line again."""
    line, line_test = past.parted(trends(past))
    return np.asarray(fit(x, y - line[:, 0], x_test) + line_test[:, 0])


def _is_in_time(task: Task, _blueprint: Blueprint) -> bool:
    return task.in_time


TECHNIQUE = Technique(
    slug="trend-target",
    title="what is left of the target beside a straight trend",
    domains=("forecasting",),
    slot=Slot.TARGETS,
    when="Series rise or fall all along: trees cannot go beyond what they saw, a line can.",
    when_not="There is no trend, or it bends.",
    condition=_is_in_time,
    signed=True,
    function=trend_target,
)
