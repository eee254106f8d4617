"""Work on coarser images."""

from haste.techniques.blueprint import Blueprint, Slot
from haste.techniques.picturing import SIDE, working_shape
from haste.techniques.task import Task
from haste.techniques.technique import Technique

SIDE_COARSER = 16


def _are_large(task: Task, _blueprint: Blueprint) -> bool:
    return max(working_shape(task)) > 1.4 * SIDE_COARSER


TECHNIQUE = Technique(
    slug="coarser-images",
    title="images of 16 pixels a side",
    domains=("image",),
    slot=Slot.SETTINGS,
    when="Few images, and the large parts tell the answer.",
    when_not="Details do.",
    condition=_are_large,
    settings={SIDE: SIDE_COARSER},
)
