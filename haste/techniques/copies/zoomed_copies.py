"""Train on slightly larger and smaller copies too."""

import numpy as np

from haste.techniques.blueprint import Slot
from haste.techniques.picturing import moves_show
from haste.techniques.scaffold.warping import places, read_around_middle
from haste.techniques.technique import Technique


def zoomed_copies(images: np.ndarray) -> list[np.ndarray]:
    """Images a tenth larger and a tenth smaller around their middle."""
    down, right = places(images)
    return [read_around_middle(images, down * zoom, right * zoom) for zoom in (0.9, 1.1)]


TECHNIQUE = Technique(
    slug="zoomed-copies",
    title="larger and smaller copies of the training images",
    domains=("image",),
    slot=Slot.COPIES,
    joins=True,
    when="Few images of things that are not all of one size.",
    when_not="Size is part of the answer.",
    condition=moves_show,
    function=zoomed_copies,
)
