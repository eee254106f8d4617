"""How rough, how spiky and how lively a signal is."""

import numpy as np

from haste.techniques.blueprint import Slot
from haste.techniques.scaffold.joining import Block
from haste.techniques.scaffold.windowing import flat
from haste.techniques.technique import Technique
from haste.techniques.waving import shows_windows


def wave_shapes(waves: np.ndarray, waves_test: np.ndarray) -> Block:
    """Crossings of the middle, turns, activity, mobility and complexity of each channel, and how its energy is spread over time."""
    return roughness(waves), roughness(waves_test)


def roughness(waves: np.ndarray) -> np.ndarray:
    """Nine numbers a channel."""
    away = waves.astype(np.float64) - np.median(waves, axis=1, keepdims=True)
    first, second = np.diff(away, axis=1), np.diff(away, n=2, axis=1)
    energy, energy_1, energy_2 = ((part**2).mean(axis=1) + 1e-12 for part in (away, first, second))
    crossings = (np.diff(np.sign(away), axis=1) != 0).mean(axis=1)
    turns = (np.diff(np.sign(first), axis=1) != 0).mean(axis=1)
    mobility = np.sqrt(energy_1 / energy)
    complexity = np.sqrt(energy_2 / energy_1) / mobility
    crest = np.abs(away).max(axis=1) / np.sqrt(energy)
    length = np.abs(first).mean(axis=1) / np.sqrt(energy)
    share = away**2 / (away**2).sum(axis=1, keepdims=True).clip(min=1e-12)
    when = np.arange(waves.shape[1])[:, None] / waves.shape[1]
    centre = (share * when).sum(axis=1)
    breadth = np.sqrt((share * np.square(when - centre[:, None])).sum(axis=1))
    return flat(np.stack([np.log(energy), crossings, turns, mobility, complexity, crest, length, centre, breadth], axis=1))


TECHNIQUE = Technique(
    slug="wave-shapes",
    title="roughness and liveliness of signals",
    domains=("signal",),
    slot=Slot.FEATURES,
    joins=True,
    when="Signals are noisy bursts, as those of muscles, or differ in how fast they change.",
    when_not="They are smooth outlines.",
    condition=shows_windows,
    function=wave_shapes,
)
