"""Work on coarser images."""

from haste.techniques.blueprint import Blueprint, Slot
from haste.techniques.picturing import SIDE, working_shape
from haste.techniques.task import Task
from haste.techniques.technique import Technique

SIDE_COARSER = 16


def _are_large(task: Task, _blueprint: Blueprint) -> bool:
    """Whether they lose something by it, and even the shorter side stays long enough for patches and outlines."""
    return max(working_shape(task)) > 1.4 * SIDE_COARSER and min(working_shape(task, SIDE_COARSER)[:2]) >= 8


TECHNIQUE = Technique(
    slug="coarser-images",
    title="images of 16 pixels a side",
    domains=("image",),
    slot=Slot.SETTINGS,
    when="Few images, and the large parts tell the answer.",
    when_not="Details do, or images are several times as long as they are high.",
    condition=_are_large,
    settings={SIDE: SIDE_COARSER},
)
