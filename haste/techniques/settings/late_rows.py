"""Let late rows count more."""

from haste.techniques.blueprint import Blueprint, Slot
from haste.techniques.task import Task
from haste.techniques.technique import Technique


def _is_in_time(task: Task, _blueprint: Blueprint) -> bool:
    return task.in_time


TECHNIQUE = Technique(
    slug="late-rows",
    title="late rows counting more",
    domains=("forecasting",),
    slot=Slot.SETTINGS,
    when="Things change: what was last is nearer to what comes.",
    when_not="Rows are few, or the past repeats itself.",
    condition=_is_in_time,
    settings={"halvings": 2},
)
