"""The answers of the most similar rows."""

import numpy as np
from sklearn.neighbors import KNeighborsClassifier, KNeighborsRegressor

from haste.techniques.blueprint import Slot
from haste.techniques.technique import Technique


def nearest_numbers(x: np.ndarray, y: np.ndarray, x_test: np.ndarray, *, neighbours: int = 5) -> np.ndarray:
    """Mean of the most similar rows, nearer ones counting more."""
    model = KNeighborsRegressor(n_neighbors=min(neighbours, len(x)), weights="distance")
    return np.asarray(model.fit(x, y).predict(x_test))


def nearest_classes(x: np.ndarray, y: np.ndarray, x_test: np.ndarray, *, neighbours: int = 5) -> np.ndarray:
    """Votes of the most similar rows, nearer ones counting more."""
    model = KNeighborsClassifier(n_neighbors=min(neighbours, len(x)), weights="distance")
    return np.asarray(model.fit(x, y).predict_proba(x_test))


TECHNIQUE = Technique(
    slug="nearest-neighbours",
    title="the answers of the most similar rows",
    domains=("image", "signal"),
    slot=Slot.MODELS,
    when="Columns share a unit, such as pixels of aligned images, and classes are of many shapes.",
    when_not="There are many columns of no meaning, or a metric that judges probabilities by their size.",
    scaled=True,
    narrow=True,
    regress=nearest_numbers,
    classify=nearest_classes,
    cost=2,
)
