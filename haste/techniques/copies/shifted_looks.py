"""Look at each test image several times, shifted."""

import numpy as np

from haste.techniques.blueprint import Slot
from haste.techniques.copies.shifted_copies import shifted_copies
from haste.techniques.picturing import shows_shapes
from haste.techniques.technique import Technique


def shifted_looks(images_test: np.ndarray) -> list[np.ndarray]:
    """Test images moved a step up, down, left and right; what is predicted for them is averaged."""
    return shifted_copies(images_test)


TECHNIQUE = Technique(
    slug="shifted-looks",
    title="predictions averaged over shifted looks at a test image",
    domains=("image",),
    slot=Slot.COPIES,
    joins=True,
    when="Predictions depend on where exactly things lie.",
    when_not="Columns do not depend on places.",
    condition=shows_shapes,
    function=shifted_looks,
)
