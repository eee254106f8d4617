"""Logistic regression on columns weighted by naive Bayes."""

import numpy as np
from scipy import sparse
from sklearn.linear_model import LogisticRegression

from haste.techniques.blueprint import Blueprint, Slot
from haste.techniques.task import Task
from haste.techniques.technique import Technique

CLASSES_MAX = 30  # one model a class


def nb_logistic(x: sparse.csr_matrix, y: np.ndarray, x_test: sparse.csr_matrix, *, penalty: float = 0.25) -> np.ndarray:
    """One class against the rest, each column weighted by how much more often that class uses it."""
    columns = []
    for code in range(y.max() + 1):
        inside = y == code
        used = np.log1p(np.abs(x[inside]).sum(axis=0)) - np.log(inside.sum() + 1)
        unused = np.log1p(np.abs(x[~inside]).sum(axis=0)) - np.log((~inside).sum() + 1)
        weights = sparse.diags_array(np.asarray(used - unused).ravel())
        model = LogisticRegression(C=1 / penalty, solver="liblinear").fit(x @ weights, inside)
        columns.append(model.predict_proba(x_test @ weights)[:, 1])
    probabilities = np.column_stack(columns)
    return np.asarray(probabilities / probabilities.sum(axis=1, keepdims=True))


def _has_words_and_classes(task: Task, blueprint: Blueprint) -> bool:
    return 0 < task.distinct_classes <= CLASSES_MAX and bool({"word-tfidf", "char-tfidf"} & set(blueprint.features))


TECHNIQUE = Technique(
    slug="nb-logistic",
    title="logistic regression on columns weighted by naive Bayes",
    domains=("text",),
    slot=Slot.MODELS,
    when="Texts belong to a few classes that prefer different words.",
    when_not="Numbers are predicted, or there are dozens of classes.",
    condition=_has_words_and_classes,
    scaled=True,
    classify=nb_logistic,
)
