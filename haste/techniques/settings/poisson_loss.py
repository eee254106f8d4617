"""Boost with the likelihood of counts."""

from haste.techniques.blueprint import Blueprint, Slot
from haste.techniques.task import Task
from haste.techniques.technique import Technique


def _counts(task: Task, blueprint: Blueprint) -> bool:
    target = task.profile.target
    return task.regresses and not blueprint.targets and target.lower is not None and target.lower >= 0 and target.skew > 0.5


TECHNIQUE = Technique(
    slug="poisson-loss",
    title="boosting that fits counts",
    domains=("tabular", "text"),
    slot=Slot.SETTINGS,
    when="The target counts something: never negative, its spread grows with its size.",
    when_not="The target can be negative, or its logarithm is trained on already.",
    condition=_counts,
    settings={"objective": "poisson"},
)
