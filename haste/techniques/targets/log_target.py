"""Train on the logarithm of the target."""

import numpy as np

from haste.techniques.blueprint import Blueprint, Slot
from haste.techniques.scaffold.joining import Matrix
from haste.techniques.scaffold.labels import Predictor
from haste.techniques.task import Task
from haste.techniques.technique import Technique


def log_target(fit: Predictor, x: Matrix, y: np.ndarray, x_test: Matrix) -> np.ndarray:
    """Train on log(1 + y) and take the logarithm back; predictions stay near the logarithms seen, since the way back magnifies."""
    logs = np.log1p(np.maximum(y, 0))
    margin = 0.1 * np.ptp(logs)
    return np.asarray(np.expm1(np.clip(fit(x, logs, x_test), logs.min() - margin, logs.max() + margin)))


def _is_positive_and_skewed(task: Task, _blueprint: Blueprint) -> bool:
    return task.long_tail > 0.75 or (task.regresses and task.metric == "rmsle")


TECHNIQUE = Technique(
    slug="log-target",
    title="the logarithm of the target",
    domains=("tabular", "text", "image", "signal", "forecasting"),
    slot=Slot.TARGETS,
    when="The target is never negative and has a long tail, or the metric compares logarithms.",
    when_not="The target is even-sided or can be negative.",
    condition=_is_positive_and_skewed,
    asked_by=frozenset({"rmsle"}),
    function=log_target,
)
