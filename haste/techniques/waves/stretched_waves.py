"""Stretch signals to one length."""

import numpy as np

from haste.techniques.blueprint import Slot
from haste.techniques.technique import Technique
from haste.techniques.waving import shows_lengths


def stretched_waves(waves: np.ndarray, lengths: np.ndarray) -> np.ndarray:
    """Each row drawn out over all samples, so that the same share of it stands at the same place."""
    share = np.linspace(0, 1, waves.shape[1])[None, :] * (np.clip(lengths, 1, waves.shape[1])[:, None] - 1)
    before = np.floor(share).astype(int)
    weight = (share - before)[:, :, None].astype(waves.dtype)
    after = np.minimum(before + 1, waves.shape[1] - 1)
    return np.asarray(
        np.take_along_axis(waves, before[:, :, None], axis=1) * (1 - weight) + np.take_along_axis(waves, after[:, :, None], axis=1) * weight
    )


TECHNIQUE = Technique(
    slug="stretched-waves",
    title="signals stretched to one length",
    domains=("signal",),
    slot=Slot.WAVES,
    joins=True,
    replaces=("repeated-waves",),
    first=True,
    when="One thing is done faster or slower, from its start to its end.",
    when_not="Frequencies tell the answer.",
    condition=shows_lengths,
    function=stretched_waves,
)
