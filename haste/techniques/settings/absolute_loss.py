"""Boost towards the median."""

from haste.techniques.blueprint import Blueprint, Slot
from haste.techniques.task import ABSOLUTE_ERRORS, Task
from haste.techniques.technique import Technique


def _counts_absolute_errors(task: Task, blueprint: Blueprint) -> bool:
    return task.regresses and task.metric in ABSOLUTE_ERRORS and not blueprint.answers


TECHNIQUE = Technique(
    slug="absolute-loss",
    title="boosting that fits the median",
    domains=("tabular", "text", "image", "signal", "forecasting"),
    slot=Slot.SETTINGS,
    when="The metric counts absolute errors.",
    when_not="The metric squares errors: the mean is the best answer then.",
    condition=_counts_absolute_errors,
    asked_by=ABSOLUTE_ERRORS,
    settings={"objective": "l1"},
)
