"""Linear discriminant analysis with a shrunk covariance."""

import numpy as np
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis

from haste.techniques.blueprint import Blueprint, Slot
from haste.techniques.task import Task
from haste.techniques.technique import Technique


def discriminant(x: np.ndarray, y: np.ndarray, x_test: np.ndarray) -> np.ndarray:
    """One centre per class and one covariance for all, shrunk as far as the number of rows asks for."""
    model = LinearDiscriminantAnalysis(solver="lsqr", shrinkage="auto")
    return np.asarray(model.fit(x, y).predict_proba(x_test))


def _has_many_classes(task: Task, _blueprint: Blueprint) -> bool:
    return task.distinct_classes >= 3


TECHNIQUE = Technique(
    slug="discriminant",
    title="linear discriminant analysis",
    domains=("tabular", "image", "signal"),
    slot=Slot.MODELS,
    when="Several classes with few rows each, described by smooth numbers.",
    when_not="There are two classes, or numbers are predicted.",
    condition=_has_many_classes,
    scaled=True,
    narrow=True,
    classify=discriminant,
)
