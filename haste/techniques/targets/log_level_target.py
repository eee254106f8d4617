"""The logarithm of the target, against that of its recent level."""

import numpy as np

from haste.techniques.blueprint import Blueprint, Slot
from haste.techniques.scaffold.joining import Matrix
from haste.techniques.scaffold.labels import Predictor
from haste.techniques.scaffold.past import Past, level_at
from haste.techniques.task import Task
from haste.techniques.technique import Technique


def log_level_target(fit: Predictor, x: Matrix, y: np.ndarray, x_test: Matrix, past: Past) -> np.ndarray:
    """Train on log(1 + y) less that of the recent level, and undo both; the change stays within what was seen."""
    level, level_test = (np.log1p(part[:, 0]) for part in past.parted(level_at(past)))
    change = np.log1p(np.maximum(y, 0)) - level
    return np.asarray(np.expm1(np.clip(fit(x, change, x_test), change.min(), change.max()) + level_test))


def _is_positive_and_skewed(task: Task, _blueprint: Blueprint) -> bool:
    return task.in_time and (task.long_tail > 0.5 or task.metric == "rmsle")


TECHNIQUE = Technique(
    slug="log-level-target",
    title="the logarithm of the target over its recent level",
    domains=("forecasting",),
    slot=Slot.TARGETS,
    when="The target is never negative, the metric compares logarithms or tails are long, and levels differ or wander.",
    when_not="The target can be negative.",
    condition=_is_positive_and_skewed,
    signed=True,
    function=log_level_target,
)
