"""Train on the square root of the target."""

import numpy as np

from haste.techniques.blueprint import Blueprint, Slot
from haste.techniques.scaffold.joining import Matrix
from haste.techniques.scaffold.labels import Predictor
from haste.techniques.task import Task
from haste.techniques.technique import Technique


def root_target(fit: Predictor, x: Matrix, y: np.ndarray, x_test: Matrix) -> np.ndarray:
    """Train on the square root of the target, and square the predictions."""
    roots = np.sqrt(np.maximum(y, 0))
    return np.asarray(np.square(np.clip(fit(x, roots, x_test), 0, 1.1 * roots.max())))


def _is_positive_and_somewhat_skewed(task: Task, _blueprint: Blueprint) -> bool:
    return task.long_tail > 0.5 and task.metric != "rmsle"


TECHNIQUE = Technique(
    slug="root-target",
    title="the square root of the target",
    domains=("tabular", "text", "image", "signal", "forecasting"),
    slot=Slot.TARGETS,
    when="The target counts something, and its spread grows with its size.",
    when_not="The target is even-sided or can be negative, or the metric compares logarithms.",
    condition=_is_positive_and_somewhat_skewed,
    function=root_target,
)
