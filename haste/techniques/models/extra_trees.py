"""A forest of extremely randomised trees."""

import numpy as np
from sklearn.ensemble import ExtraTreesClassifier, ExtraTreesRegressor

from haste.techniques.blueprint import Slot
from haste.techniques.technique import Technique


def forest_numbers(x: np.ndarray, y: np.ndarray, x_test: np.ndarray, seed: int, cpus: int) -> np.ndarray:
    """Mean of many trees with random thresholds."""
    model = ExtraTreesRegressor(n_estimators=200, min_samples_leaf=2, max_features=0.4, n_jobs=cpus, random_state=seed)
    return np.asarray(model.fit(np.nan_to_num(x, nan=-1e9), y).predict(np.nan_to_num(x_test, nan=-1e9)))  # gaps become a value of their own


def forest_classes(x: np.ndarray, y: np.ndarray, x_test: np.ndarray, seed: int, cpus: int, *, class_weight: str | None = None) -> np.ndarray:
    """Votes of many trees with random thresholds."""
    model = ExtraTreesClassifier(n_estimators=200, min_samples_leaf=2, class_weight=class_weight, n_jobs=cpus, random_state=seed)
    return np.asarray(model.fit(np.nan_to_num(x, nan=-1e9), y).predict_proba(np.nan_to_num(x_test, nan=-1e9)))  # gaps become a value of their own


TECHNIQUE = Technique(
    slug="extra-trees",
    title="a forest of randomised trees",
    domains=("tabular", "text", "image", "signal", "forecasting"),
    slot=Slot.MODELS,
    when="Noisy targets and few rows, or as a voice unlike boosting in a blend.",
    when_not="Many thousands of rows, where boosting is better and faster.",
    narrow=True,
    regress=forest_numbers,
    classify=forest_classes,
    cost=3,
)
