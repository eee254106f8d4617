"""A support vector machine with a radial kernel."""

import numpy as np
from scipy.special import softmax
from sklearn.svm import SVC, SVR

from haste.techniques.answers.temperature import needs_no_sureness
from haste.techniques.blueprint import Blueprint, Slot
from haste.techniques.picturing import COPIES_EACH
from haste.techniques.task import Task
from haste.techniques.technique import Technique

ROWS_MAX = 10_000  # its time grows with the square of the rows


def kernel_numbers(x: np.ndarray, y: np.ndarray, x_test: np.ndarray, *, violation_cost: float = 3.0) -> np.ndarray:
    """Support vector regression with a radial kernel, on a target of spread 1."""
    centre, spread = y.mean(), max(y.std(), 1e-9)
    model = SVR(C=violation_cost, epsilon=0.05, cache_size=500).fit(x, (y - centre) / spread)
    return np.asarray(model.predict(x_test) * spread + centre)


def kernel_classes(x: np.ndarray, y: np.ndarray, x_test: np.ndarray, *, violation_cost: float = 3.0) -> np.ndarray:
    """Support vector classification with a radial kernel; distances become shares, good for order and choice but not calibrated."""
    margin = SVC(C=violation_cost, cache_size=500).fit(x, y).decision_function(x_test)
    return np.asarray(softmax(np.column_stack([-margin, margin]) if margin.ndim == 1 else 2 * margin, axis=1))


def _is_small(task: Task, blueprint: Blueprint) -> bool:
    rows = task.profile.rows * (1 + COPIES_EACH * len(blueprint.copies))
    return rows <= ROWS_MAX and needs_no_sureness(task, blueprint)


TECHNIQUE = Technique(
    slug="kernel-svm",
    title="a support vector machine with a radial kernel",
    domains=("tabular", "image", "signal"),
    slot=Slot.MODELS,
    when="Some thousand rows of smooth numeric columns.",
    when_not="More rows than that, or a metric that judges probabilities by their size, which nothing makes as sure as they deserve.",
    condition=_is_small,
    scaled=True,
    narrow=True,
    regress=kernel_numbers,
    classify=kernel_classes,
    cost=3,
)
