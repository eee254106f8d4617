"""How long a signal is."""

import numpy as np

from haste.techniques.blueprint import Slot
from haste.techniques.scaffold.joining import Block
from haste.techniques.technique import Technique
from haste.techniques.waving import shows_lengths


def wave_lengths(lengths: np.ndarray, lengths_test: np.ndarray) -> Block:
    """Number of samples and its logarithm."""
    x, x_test = (np.column_stack([part, np.log1p(part)]).astype(np.float64) for part in (lengths, lengths_test))
    return x, x_test


TECHNIQUE = Technique(
    slug="wave-lengths",
    title="lengths of signals",
    domains=("signal",),
    slot=Slot.FEATURES,
    joins=True,
    when="Signals are of unequal length, and that may say something.",
    when_not="All are as long.",
    condition=shows_lengths,
    function=wave_lengths,
)
