"""How often random patterns of loudness come up in a sound."""

import numpy as np

from haste.techniques.blueprint import Slot
from haste.techniques.features.random_convolutions import random_convolutions
from haste.techniques.scaffold.frequencies import log_mel
from haste.techniques.scaffold.joining import Block
from haste.techniques.technique import Technique
from haste.techniques.waving import shows_sounds


def mel_convolutions(waves: np.ndarray, waves_test: np.ndarray, seed: int, rate: float, *, patterns: int = 400) -> Block:
    """Random patterns, looked for in the loudness of bands as wide as an ear hears instead of in the waves themselves."""
    loudness, loudness_test = (log_mel(part, rate, 24) for part in (waves, waves_test))
    bands = [part.reshape(len(part), part.shape[1], -1) for part in (loudness, loudness_test)]
    return random_convolutions(bands[0], bands[1], seed, patterns=patterns)


TECHNIQUE = Technique(
    slug="mel-convolutions",
    title="how often random patterns of loudness show",
    domains=("signal",),
    slot=Slot.FEATURES,
    joins=True,
    when="Sounds that are told by how their timbre moves.",
    when_not="Signals are short or slow.",
    condition=shows_sounds,
    function=mel_convolutions,
)
