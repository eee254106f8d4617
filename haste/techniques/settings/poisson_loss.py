"""Boost with the likelihood of counts."""

from haste.techniques.blueprint import Blueprint, Slot
from haste.techniques.task import Task
from haste.techniques.technique import Technique


def _counts(task: Task, blueprint: Blueprint) -> bool:
    return task.long_tail > 0.5 and not blueprint.targets


TECHNIQUE = Technique(
    slug="poisson-loss",
    title="boosting that fits counts",
    domains=("tabular", "text", "image", "signal", "forecasting"),
    slot=Slot.SETTINGS,
    when="The target counts something: never negative, its spread grows with its size.",
    when_not="The target can be negative, or its logarithm is trained on already.",
    condition=_counts,
    settings={"objective": "poisson"},
)
