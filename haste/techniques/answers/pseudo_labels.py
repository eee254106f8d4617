"""Train once more, with the test rows that the models were sure of."""

import numpy as np
from scipy import sparse

from haste.techniques.blueprint import Blueprint, Slot
from haste.techniques.scaffold.joining import Matrix
from haste.techniques.scaffold.labels import Predictor
from haste.techniques.task import Task
from haste.techniques.technique import Technique
from haste.vocabulary.scales import AnswerForm

SURE: float = 0.95
UNSURE: frozenset[str] = frozenset({"kernel-svm", "linear-svm", "text-kernel"})  # shares made of distances hardly come so far


def pseudo_labels(predict: Predictor, x: Matrix, y: np.ndarray, x_test: Matrix) -> np.ndarray:
    """Probabilities by models that have also seen test rows as the first models labelled them: the surest, no more than there are training rows."""
    first = predict(x, y, x_test)
    surest = np.argsort(-first.max(axis=1), kind="stable")[: len(y)]
    sure = np.sort(surest[first[surest].max(axis=1) >= SURE])
    if not len(sure):
        return first
    more = x_test[sure]
    if x.ndim > 2:  # a training row has other copies than a test row: it stands there so often as it is
        more = np.repeat(more[:, :1], x.shape[1], axis=1)
    rows = sparse.vstack([x, more], format="csr") if sparse.issparse(x) else np.concatenate([x, more])
    return predict(rows, np.concatenate([y, first[sure].argmax(axis=1)]), x_test)


def _predicts_classes(task: Task, blueprint: Blueprint) -> bool:
    of_classes = (AnswerForm.PROBABILITY, AnswerForm.CLASS_PROBABILITIES, AnswerForm.LABEL, AnswerForm.RANKED_LABELS)
    return task.form in of_classes and bool(set(blueprint.models) - UNSURE)


TECHNIQUE = Technique(
    slug="pseudo-labels",
    title="training once more with the test rows that models were sure of",
    domains=("tabular", "text", "image", "signal"),
    slot=Slot.ANSWERS,
    when="Training rows are few, test rows many, and models are mostly right where they are sure.",
    when_not="Sure mistakes are common, or numbers are predicted.",
    condition=_predicts_classes,
    function=pseudo_labels,
)
