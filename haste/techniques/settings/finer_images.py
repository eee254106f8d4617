"""Work on finer images."""

from haste.techniques.blueprint import Blueprint, Slot
from haste.techniques.picturing import SIDE, working_shape
from haste.techniques.task import Task
from haste.techniques.technique import Technique

SIDE_FINER = 48


def _lose_details(task: Task, _blueprint: Blueprint) -> bool:
    return max(working_shape(task, SIDE_FINER)) > max(working_shape(task))


TECHNIQUE = Technique(
    slug="finer-images",
    title="images of 48 pixels a side",
    domains=("image",),
    slot=Slot.SETTINGS,
    when="Images are large, and details tell the answer.",
    when_not="Images are small, or so many that they would fill the memory.",
    condition=_lose_details,
    settings={SIDE: SIDE_FINER},
)
