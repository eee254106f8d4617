"""A forest of extremely randomised trees."""

import math
from typing import TypeAlias

import numpy as np
from sklearn.ensemble import ExtraTreesClassifier, ExtraTreesRegressor

from haste.techniques.blueprint import Slot
from haste.techniques.technique import Technique

Room: TypeAlias = tuple[int, int]  # cores, bytes of memory
TREES: int = 200


def rows_in_a_leaf(rows: int, classes: int, memory: int) -> int:
    """Training rows that a leaf holds at least: 2, and more where the forest would take over a quarter of the memory.

    A tree has about 1.3 nodes for each time that rows fill a leaf, a node 64 bytes and 8 for each class.
    """
    return max(2, math.ceil(1.3 * rows * (64 + 8 * classes) * TREES / (memory / 4)))


def forest_numbers(x: np.ndarray, y: np.ndarray, x_test: np.ndarray, seed: int, room: Room) -> np.ndarray:
    """Mean of many trees with random thresholds."""
    cpus, memory = room
    leaf = rows_in_a_leaf(len(x), 1, memory)
    model = ExtraTreesRegressor(n_estimators=TREES, min_samples_leaf=leaf, max_features=0.4, n_jobs=cpus, random_state=seed)
    return np.asarray(model.fit(np.nan_to_num(x, nan=-1e9), y).predict(np.nan_to_num(x_test, nan=-1e9)))  # gaps become a value of their own


def forest_classes(x: np.ndarray, y: np.ndarray, x_test: np.ndarray, seed: int, room: Room, *, class_weight: str | None = None) -> np.ndarray:
    """Votes of many trees with random thresholds."""
    cpus, memory = room
    leaf = rows_in_a_leaf(len(x), int(y.max()) + 1, memory)
    model = ExtraTreesClassifier(n_estimators=TREES, min_samples_leaf=leaf, class_weight=class_weight, n_jobs=cpus, random_state=seed)
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
