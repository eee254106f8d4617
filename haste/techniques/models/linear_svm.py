"""A linear support vector machine."""

import numpy as np
from scipy.special import softmax
from sklearn.svm import LinearSVC

from haste.techniques.answers.temperature import needs_no_sureness
from haste.techniques.blueprint import Blueprint, Slot
from haste.techniques.scaffold.joining import Matrix
from haste.techniques.task import Task
from haste.techniques.technique import Technique


def linear_svm(x: Matrix, y: np.ndarray, x_test: Matrix, *, penalty: float = 2.0, class_weight: str | None = None) -> np.ndarray:
    """Widest linear margin between classes; distances become shares, good for order and choice but not calibrated."""
    model = LinearSVC(C=1 / penalty, class_weight=class_weight, random_state=0).fit(x, y)
    margin = model.decision_function(x_test)
    return np.asarray(softmax(np.column_stack([-margin, margin]) if margin.ndim == 1 else 2 * margin, axis=1))


def _asks_for_choice(task: Task, blueprint: Blueprint) -> bool:
    return not task.regresses and needs_no_sureness(task, blueprint)


TECHNIQUE = Technique(
    slug="linear-svm",
    title="a linear support vector machine",
    domains=("text", "tabular"),
    slot=Slot.MODELS,
    when="Classes are chosen or ranked, and columns are many and sparse as with words.",
    when_not="The metric judges probabilities by their size, and nothing makes them as sure as they deserve.",
    condition=_asks_for_choice,
    scaled=True,
    classify=linear_svm,
)
