"""Ridge and logistic regression, their penalty chosen on held-out rows."""

import math
import warnings
from collections.abc import Callable
from typing import Any, TypeAlias

import numpy as np
from sklearn.base import BaseEstimator, clone
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.metrics import log_loss
from sklearn.model_selection import GroupKFold

from haste.techniques.blueprint import Slot
from haste.techniques.scaffold.joining import Matrix
from haste.techniques.technique import Technique

Part: TypeAlias = tuple[Any, np.ndarray, np.ndarray]  # a model of its own, rows to fit and rows to judge
HeldOutLoss: TypeAlias = Callable[[Any, Matrix, np.ndarray], float]
VALUE_FACTOR: float = 4.0  # between values that are compared
VALUES_EACH_WAY: int = 6  # at most, up and down from 1
ROW_RUNS: int = 40  # of neighbouring rows, held out together: they may be copies of one another
ROWS_JUDGED: int = 500  # by one part in four, or by so many parts that there are as many, or by all four
ROWS_COMPARED: int = 10_000


def parts_to_compare(model: BaseEstimator, y: np.ndarray) -> list[Part]:
    """Training rows parted into those to fit and those to judge, once or several times; a model may go on from the weights of its last fit."""
    rows = np.arange(len(y))[:: max(1, math.ceil(len(y) / ROWS_COMPARED))]
    if len(rows) < ROW_RUNS:
        return []
    runs = np.arange(len(rows)) * ROW_RUNS // len(rows)
    parts = list(GroupKFold(4, shuffle=True, random_state=0).split(rows, groups=runs))[: math.ceil(4 * ROWS_JUDGED / len(rows))]
    return [(clone(model), rows[fitted], rows[judged]) for fitted, judged in parts if np.ptp(y[rows[fitted]]) > 0]


def least_loss(model: BaseEstimator, setting: str, loss: HeldOutLoss, x: Matrix, y: np.ndarray) -> float:
    """The value of a setting that loses least on rows held out: from 1 up while the loss falls, else down."""
    parts = parts_to_compare(model, y)
    if not parts:
        return 1.0

    def loss_at(value: float) -> float:
        losses = []
        for own, fitted, judged in parts:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # that it did not converge: it goes on from here with the next value
                own.set_params(**{setting: value}).fit(x[fitted], y[fitted])
            losses.append(loss(own, x[judged], y[judged]))
        return float(np.mean(losses))

    losses = {1.0: loss_at(1.0)}
    for factor in (VALUE_FACTOR, 1 / VALUE_FACTOR):
        value = 1.0
        for _ in range(VALUES_EACH_WAY):
            if losses[value] > min(losses.values()):
                break
            value *= factor
            losses[value] = loss_at(value)
    return min(losses, key=lambda value: losses[value])


def squared_error(model: Ridge, x: Matrix, y: np.ndarray) -> float:
    """Mean square of what a fitted model is wrong by."""
    return float(np.mean((model.predict(x) - y) ** 2))


def logarithmic_loss(model: LogisticRegression, x: Matrix, y: np.ndarray) -> float:
    """Of rows whose class a fitted model knows."""
    known = np.isin(y, model.classes_)
    return float(log_loss(y[known], model.predict_proba(x[known]), labels=model.classes_)) if known.any() else 0.0


def ridge(x: Matrix, y: np.ndarray, x_test: Matrix, *, penalty: float | None = None) -> np.ndarray:
    """Linear regression with a penalty on large weights, chosen where none is given."""
    penalty = penalty or least_loss(Ridge(), "alpha", squared_error, x, y)
    return np.asarray(Ridge(alpha=penalty).fit(x, y).predict(x_test))


def logistic(x: Matrix, y: np.ndarray, x_test: Matrix, *, penalty: float | None = None, class_weight: str | None = None) -> np.ndarray:
    """Logistic regression with a penalty on large weights, chosen where none is given."""
    compared = LogisticRegression(max_iter=50, warm_start=True, class_weight=class_weight)
    weakness = 1 / penalty if penalty else least_loss(compared, "C", logarithmic_loss, x, y)
    return np.asarray(LogisticRegression(C=weakness, max_iter=300, class_weight=class_weight).fit(x, y).predict_proba(x_test))


TECHNIQUE = Technique(
    slug="linear",
    title="a linear model",
    domains=("tabular", "text", "image", "signal", "forecasting"),
    slot=Slot.MODELS,
    when="Effects add up, rows are few, or columns are many and sparse as with words.",
    when_not="Effects depend on each other.",
    scaled=True,
    regress=ridge,
    classify=logistic,
)
