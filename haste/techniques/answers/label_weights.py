"""Choose rare labels more often."""

import numpy as np
from sklearn.metrics import balanced_accuracy_score, f1_score, matthews_corrcoef

from haste.techniques.blueprint import Blueprint, Slot
from haste.techniques.task import Task
from haste.techniques.technique import Technique
from haste.vocabulary.scales import AnswerForm


def label_weights(seen: np.ndarray, y_seen: np.ndarray, y: np.ndarray, said: np.ndarray, metric: str) -> np.ndarray:
    """How likely each label is, divided by a power of its share; the power is the one with the best score out of fold."""
    shares = np.maximum(np.bincount(y, minlength=seen.shape[1]), 1) / len(y)
    powers = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)
    scores = [label_score(metric, y_seen, (seen / shares**power).argmax(axis=1)) for power in powers]
    weighted = said / shares ** powers[int(np.argmax(scores))]
    return np.asarray(weighted / weighted.sum(axis=1, keepdims=True))


def label_score(metric: str, truth: np.ndarray, said: np.ndarray) -> float:
    """Codes of labels by a metric that cares for rare ones."""
    if metric == "mcc":
        return float(matthews_corrcoef(truth, said))
    if metric == "balanced_accuracy":
        return float(balanced_accuracy_score(truth, said))
    average = {"f1": "binary", "macro_f1": "macro", "weighted_f1": "weighted"}[metric]
    return float(f1_score(truth, said, average=average, zero_division=0))


def _judges_rare_labels(task: Task, _blueprint: Blueprint) -> bool:
    return task.form is AnswerForm.LABEL and task.metric in {"macro_f1", "f1", "weighted_f1", "balanced_accuracy", "mcc"}


TECHNIQUE = Technique(
    slug="label-weights",
    title="rare labels chosen more often",
    domains=("tabular", "text", "image", "signal", "forecasting"),
    slot=Slot.ANSWERS,
    when="Labels are asked for, some are rare, and the metric gives each class the same weight.",
    when_not="The metric counts right answers, so that the likeliest label is the best choice.",
    condition=_judges_rare_labels,
    function=label_weights,
)
