"""Look at each test image a second time, in a mirror."""

import numpy as np

from haste.techniques.blueprint import Blueprint, Slot
from haste.techniques.copies.mirrored_copies import mirrored_copies
from haste.techniques.task import Task
from haste.techniques.technique import Technique


def mirrored_looks(images_test: np.ndarray) -> list[np.ndarray]:
    """Test images with left and right exchanged; what is predicted for both is averaged."""
    return mirrored_copies(images_test)


def _knows_mirror_images(_task: Task, blueprint: Blueprint) -> bool:
    return "mirrored-copies" in blueprint.copies


TECHNIQUE = Technique(
    slug="mirrored-looks",
    title="predictions averaged over a test image and its mirror image",
    domains=("image",),
    slot=Slot.COPIES,
    joins=True,
    when="Mirror images were trained on too, and gained.",
    when_not="Images hold writing, or left and right differ.",
    condition=_knows_mirror_images,
    function=mirrored_looks,
)
