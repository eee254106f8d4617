"""Keep more of the main directions."""

from haste.techniques.blueprint import Blueprint, Slot
from haste.techniques.picturing import working_shape
from haste.techniques.task import Task
from haste.techniques.technique import Technique


def _has_so_many_pixels(task: Task, _blueprint: Blueprint) -> bool:
    return min(working_shape(task)[:2]) >= 12


TECHNIQUE = Technique(
    slug="more-components",
    title="more of the main directions",
    domains=("image",),
    slot=Slot.SETTINGS,
    when="Fine details tell classes apart.",
    when_not="Few images, or images of a few pixels.",
    condition=_has_so_many_pixels,
    settings={"components": 120},
)
