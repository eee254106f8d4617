"""Train on signals with a little noise, too."""

import numpy as np

from haste.techniques.blueprint import Slot
from haste.techniques.technique import Technique
from haste.techniques.waving import has_room_for_copies


def noisy_waves(waves: np.ndarray, seed: int) -> list[np.ndarray]:
    """Two copies with noise of a tenth of the spread of each channel of the row."""
    rng = np.random.default_rng(seed)
    spread = 0.1 * waves.std(axis=1, keepdims=True)
    return [waves + spread * rng.standard_normal(waves.shape, dtype=np.float32) for _ in range(2)]


TECHNIQUE = Technique(
    slug="noisy-waves",
    title="noisy copies of the training signals",
    domains=("signal",),
    slot=Slot.COPIES,
    joins=True,
    when="Few signals, and sensors differ in their noise.",
    when_not="The noise itself tells the answer.",
    condition=has_room_for_copies,
    function=noisy_waves,
)
