"""Keep predictions within the range of the target."""

import numpy as np

from haste.techniques.blueprint import Blueprint, Slot
from haste.techniques.scaffold.joining import Matrix
from haste.techniques.scaffold.labels import Predictor
from haste.techniques.task import Task
from haste.techniques.technique import Technique

# models whose predictions are means of training targets, or nearly so
MEANS: frozenset[str] = frozenset({"extra-trees", "hist-boosting", "lightgbm", "searched-boosting"})


def within_range(predict: Predictor, x: Matrix, y: np.ndarray, x_test: Matrix) -> np.ndarray:
    """Predictions, cut at the smallest and largest target of the training rows."""
    return np.clip(predict(x, y, x_test), y.min(), y.max())


def _can_leave_the_range(task: Task, blueprint: Blueprint) -> bool:
    return task.regresses and bool(set(blueprint.models) - MEANS)


TECHNIQUE = Technique(
    slug="within-range",
    title="predictions cut at the range of the target",
    domains=("tabular", "text", "image", "signal", "forecasting"),
    slot=Slot.ANSWERS,
    when="Numbers are predicted that have a natural end, by a model that can go beyond it.",
    when_not="Classes are predicted, or by trees or neighbours alone, which hardly leave the range.",
    condition=_can_leave_the_range,
    function=within_range,
)
