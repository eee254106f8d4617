"""A small neural network."""

import numpy as np
from sklearn.neural_network import MLPClassifier, MLPRegressor

from haste.techniques.blueprint import Blueprint, Slot
from haste.techniques.task import Task
from haste.techniques.technique import Technique

ROWS_MIN, ROWS_MAX = 500, 50_000  # too few teach it nothing, more take minutes


def network_numbers(x: np.ndarray, y: np.ndarray, x_test: np.ndarray, seed: int) -> np.ndarray:
    """Two hidden layers, on a target of spread 1."""
    centre, spread = y.mean(), max(y.std(), 1e-9)
    model = MLPRegressor(hidden_layer_sizes=(64, 32), alpha=1e-2, learning_rate_init=2e-3, max_iter=40, random_state=seed).fit(
        x, (y - centre) / spread
    )
    return np.asarray(model.predict(x_test) * spread + centre)


def network_classes(x: np.ndarray, y: np.ndarray, x_test: np.ndarray, seed: int) -> np.ndarray:
    """Two hidden layers."""
    model = MLPClassifier(hidden_layer_sizes=(64, 32), alpha=1e-1, learning_rate_init=2e-3, max_iter=40, random_state=seed)
    return np.asarray(model.fit(x, y).predict_proba(x_test))


def _is_of_middle_size(task: Task, _blueprint: Blueprint) -> bool:
    return ROWS_MIN <= task.profile.rows <= ROWS_MAX


TECHNIQUE = Technique(
    slug="neural-network",
    title="a small neural network",
    domains=("tabular", "image", "signal", "forecasting"),
    slot=Slot.MODELS,
    erratic=True,
    when="Some thousand rows and smooth effects, or as a voice unlike trees in a blend.",
    when_not="A few hundred rows.",
    condition=_is_of_middle_size,
    scaled=True,
    narrow=True,
    regress=network_numbers,
    classify=network_classes,
    cost=3,
)
