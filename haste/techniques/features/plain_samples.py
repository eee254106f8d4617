"""Samples as they stand."""

import numpy as np

from haste.techniques.blueprint import Slot
from haste.techniques.scaffold.joining import Block
from haste.techniques.scaffold.windowing import flat, window_means
from haste.techniques.technique import Technique
from haste.techniques.waving import shows_waves


def plain_samples(waves: np.ndarray, waves_test: np.ndarray) -> Block:
    """Values of each channel, averaged over neighbours where there are more than two hundred in all."""
    windows = max(8, 200 // waves.shape[2])
    return flat(window_means(waves, windows)), flat(window_means(waves_test, windows))


TECHNIQUE = Technique(
    slug="plain-samples",
    title="samples as they stand",
    domains=("signal",),
    slot=Slot.FEATURES,
    joins=True,
    when="Signals are aligned: the same place shows the same part in all of them, as in spectra.",
    when_not="Events come at any time.",
    condition=shows_waves,
    function=plain_samples,
    level=True,
)
