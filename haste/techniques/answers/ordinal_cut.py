"""Predict an ordered label as a number, then cut."""

import numpy as np

from haste.techniques.blueprint import Blueprint, Slot
from haste.techniques.task import Task
from haste.techniques.technique import Technique
from haste.vocabulary.scales import AnswerForm


def ordinal_cut(seen: np.ndarray, y: np.ndarray, said: np.ndarray) -> np.ndarray:
    """Cut predictions of the label's place as a number, where out-of-fold ones have the labels' own shares."""
    shares = np.cumsum(np.bincount(y)) / len(y)
    return np.searchsorted(np.quantile(seen, shares[:-1]), said)


def _has_ordered_labels(task: Task, blueprint: Blueprint) -> bool:
    ordered = all(_is_number(label) for label in task.competition.classes) and len(task.competition.classes) > 2
    able = not {"nb-logistic", "linear-svm", "discriminant"} & set(blueprint.models)
    return task.form is AnswerForm.LABEL and ordered and able and task.metric == "qwk"


def _is_number(label: str) -> bool:
    return label.lstrip("+-").replace(".", "", 1).isdigit()


TECHNIQUE = Technique(
    slug="ordinal-cut",
    title="ordered labels predicted as a number and cut",
    domains=("tabular", "text", "image", "signal", "forecasting"),
    slot=Slot.ANSWERS,
    when="Labels have an order and the metric counts how far off an answer is.",
    when_not="Labels have no order, or the model can only tell classes apart.",
    condition=_has_ordered_labels,
    asked_by=frozenset({"qwk"}),
    function=ordinal_cut,
    regresses=True,
)
