"""Boost with large trees."""

from haste.techniques.blueprint import Blueprint, Slot
from haste.techniques.task import Task
from haste.techniques.technique import Technique


def _has_many_rows(task: Task, _blueprint: Blueprint) -> bool:
    return task.profile.rows >= 3000


TECHNIQUE = Technique(
    slug="many-leaves",
    title="boosting with large trees",
    domains=("tabular", "text", "image", "signal", "forecasting"),
    slot=Slot.SETTINGS,
    when="Boosting underfits: many rows and effects that depend on many columns at once.",
    when_not="There are only some thousand rows.",
    condition=_has_many_rows,
    settings={"num_leaves": 96},
)
