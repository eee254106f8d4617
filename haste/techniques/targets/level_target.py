"""The target as a multiple of its recent level."""

import numpy as np

from haste.techniques.blueprint import Blueprint, Slot
from haste.techniques.scaffold.joining import Matrix
from haste.techniques.scaffold.labels import Predictor
from haste.techniques.scaffold.past import Past, level_at
from haste.techniques.task import Task
from haste.techniques.technique import Technique


def level_target(fit: Predictor, x: Matrix, y: np.ndarray, x_test: Matrix, past: Past) -> np.ndarray:
    """Train on the target divided by the mean of the last steps that a row may know, and multiply predictions by theirs."""
    level, level_test = past.parted(level_at(past))
    ratio = np.clip(y / level[:, 0], 0, 50)
    return np.asarray(fit(x, ratio, x_test) * level_test[:, 0])


def _is_positive(task: Task, _blueprint: Blueprint) -> bool:
    lowest = task.profile.target.lower
    return task.in_time and len(task.competition.target) == 1 and lowest is not None and lowest >= 0


TECHNIQUE = Technique(
    slug="level-target",
    title="the target over its recent level",
    domains=("forecasting",),
    slot=Slot.TARGETS,
    when="The target is never negative, and what goes up goes up everywhere: levels differ between series, or wander.",
    when_not="The target can be negative, or has no level.",
    condition=_is_positive,
    function=level_target,
)
