"""Give every class the same weight in training."""

from haste.techniques.blueprint import Blueprint, Slot
from haste.techniques.task import Task
from haste.techniques.technique import Technique


def _is_uneven(task: Task, _blueprint: Blueprint) -> bool:
    return not task.regresses and 0 < task.profile.rarest_class * task.distinct_classes < 0.7 and "log_loss" not in task.metric


TECHNIQUE = Technique(
    slug="balanced-classes",
    title="classes weighted alike",
    domains=("tabular", "text", "image", "signal", "forecasting"),
    slot=Slot.SETTINGS,
    when="Classes are uneven and the metric gives each the same weight.",
    when_not="The metric judges probabilities by their size: weights would bend them.",
    condition=_is_uneven,
    settings={"class_weight": "balanced"},
)
