"""A support vector machine on how alike texts are."""

from collections.abc import Callable
from typing import TypeAlias

import numpy as np
from scipy import sparse
from scipy.special import softmax
from sklearn.svm import SVC, SVR

from haste.techniques.answers.temperature import needs_no_sureness
from haste.techniques.blueprint import Blueprint, Slot
from haste.techniques.task import Task
from haste.techniques.technique import Technique

ROWS_MAX = 6_000  # likenesses of all pairs of rows take 8 bytes each
ROWS_AT_ONCE: int = 2_000
Answers: TypeAlias = Callable[[np.ndarray], np.ndarray]  # of a fitted model, by how alike rows are to those that it was fitted on


def text_kernel_fit(x: sparse.csr_matrix, fit: Callable[[np.ndarray], Answers], x_test: sparse.csr_matrix) -> np.ndarray:
    """Fit on likenesses exp(-1.5 d² / median d²) of training rows, d their distance; answers for the test rows, some at a time."""
    own = np.asarray(x.multiply(x).sum(axis=1)).ravel()

    def squared_distances(rows: sparse.csr_matrix) -> np.ndarray:
        inner: np.ndarray = (rows @ x.T).toarray()
        inner *= -2
        inner += np.asarray(rows.multiply(rows).sum(axis=1)).reshape(-1, 1) + own
        np.maximum(inner, 0, out=inner)
        return inner

    train = squared_distances(x)
    sharpness = -1.5 / max(float(np.median(train)), 1e-9)
    answers = fit(np.exp(sharpness * train, out=train))
    blocks = [x_test[first : first + ROWS_AT_ONCE] for first in range(0, x_test.shape[0], ROWS_AT_ONCE)]
    return np.concatenate([answers(np.exp(sharpness * squared_distances(block))) for block in blocks])


def text_kernel_numbers(x: sparse.csr_matrix, y: np.ndarray, x_test: sparse.csr_matrix, *, violation_cost: float = 2.0) -> np.ndarray:
    """Support vector regression on likenesses, on a target of spread 1."""
    centre, spread = y.mean(), max(y.std(), 1e-9)
    model = SVR(C=violation_cost, epsilon=0.05, kernel="precomputed")
    return np.asarray(text_kernel_fit(x, lambda alike: model.fit(alike, (y - centre) / spread).predict, x_test) * spread + centre)


def text_kernel_classes(x: sparse.csr_matrix, y: np.ndarray, x_test: sparse.csr_matrix, *, violation_cost: float = 2.0) -> np.ndarray:
    """Support vector classification on likenesses; distances become shares, good for order and choice but not calibrated."""
    model = SVC(C=violation_cost, kernel="precomputed")
    margin = text_kernel_fit(x, lambda alike: model.fit(alike, y).decision_function, x_test)
    return np.asarray(softmax(np.column_stack([-margin, margin]) if margin.ndim == 1 else 2 * margin, axis=1))


def _has_few_texts(task: Task, blueprint: Blueprint) -> bool:
    worded = bool({"word-tfidf", "char-tfidf"} & set(blueprint.features))
    return worded and task.profile.rows <= ROWS_MAX and needs_no_sureness(task, blueprint)


TECHNIQUE = Technique(
    slug="text-kernel",
    title="a support vector machine on how alike texts are",
    domains=("text",),
    slot=Slot.MODELS,
    when="Some thousand texts, of which some repeat what others say: near texts have near answers.",
    when_not="More texts than that, or a metric that judges probabilities by their size, which nothing makes as sure as they deserve.",
    condition=_has_few_texts,
    scaled=True,
    regress=text_kernel_numbers,
    classify=text_kernel_classes,
    cost=3,
)
