"""Energy of a signal by bands of frequencies."""

import numpy as np

from haste.techniques.blueprint import Slot
from haste.techniques.scaffold.frequencies import log_bands
from haste.techniques.scaffold.joining import Block
from haste.techniques.technique import Technique
from haste.techniques.waving import shows_rhythms


def spectrum_bands(waves: np.ndarray, waves_test: np.ndarray, *, bands: int = 24) -> Block:
    """Logarithm of the energy of each channel in bands that grow wider with the frequency."""
    return log_bands(waves, bands), log_bands(waves_test, bands)


TECHNIQUE = Technique(
    slug="spectrum-bands",
    title="energy by bands of frequencies",
    domains=("signal",),
    slot=Slot.FEATURES,
    joins=True,
    when="Rhythms, tones or textures tell the answer, wherever in the signal they are.",
    when_not="The order of events does.",
    condition=shows_rhythms,
    function=spectrum_bands,
)
