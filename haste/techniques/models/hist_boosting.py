"""Gradient boosting on histograms, of scikit-learn."""

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor

from haste.techniques.blueprint import Slot
from haste.techniques.technique import Technique


def histogram_numbers(x: np.ndarray, y: np.ndarray, x_test: np.ndarray) -> np.ndarray:
    """Boosted trees on histograms that predict a number."""
    model = HistGradientBoostingRegressor(max_iter=200, learning_rate=0.06, l2_regularization=1.0, early_stopping=False, random_state=0)
    return np.asarray(model.fit(x, y).predict(x_test))


def histogram_classes(x: np.ndarray, y: np.ndarray, x_test: np.ndarray, *, class_weight: str | None = None) -> np.ndarray:
    """Boosted trees on histograms that predict probabilities of classes."""
    rounds = max(50, 200 // max(1, (int(y.max()) + 1) // 3))  # a round grows a tree per class
    model = HistGradientBoostingClassifier(
        max_iter=rounds, learning_rate=0.06, l2_regularization=1.0, early_stopping=False, class_weight=class_weight, random_state=0
    )
    return np.asarray(model.fit(x, y).predict_proba(x_test))


TECHNIQUE = Technique(
    slug="hist-boosting",
    title="boosted trees on histograms",
    domains=("tabular", "image", "signal", "forecasting"),
    slot=Slot.MODELS,
    when="Hundreds of rows or more; all columns are tried at each split, other than with sampled boosting.",
    when_not="Very few rows.",
    narrow=True,
    regress=histogram_numbers,
    classify=histogram_classes,
    cost=2,
)
