"""Look at how signals change instead of where they are."""

import numpy as np

from haste.techniques.blueprint import Slot
from haste.techniques.technique import Technique
from haste.techniques.waving import shows_windows


def differenced_waves(waves: np.ndarray) -> np.ndarray:
    """Each sample against the one before; the first one is 0."""
    return np.asarray(np.diff(waves, axis=1, prepend=waves[:, :1]))


TECHNIQUE = Technique(
    slug="differenced-waves",
    title="changes of signals instead of the signals",
    domains=("signal",),
    slot=Slot.WAVES,
    joins=True,
    when="Slow drifts hide what is fast, or peaks of a spectrum overlap.",
    when_not="Signals are noisy.",
    condition=shows_windows,
    function=differenced_waves,
)
