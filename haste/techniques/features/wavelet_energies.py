"""Energy of a signal by scale, on a ladder of wavelets."""

import numpy as np

from haste.techniques.blueprint import Slot
from haste.techniques.scaffold.joining import Block
from haste.techniques.scaffold.windowing import flat
from haste.techniques.technique import Technique
from haste.techniques.waving import shows_rhythms


def wavelet_energies(waves: np.ndarray, waves_test: np.ndarray) -> Block:
    """Energy, spread over time and largest detail of each step of a ladder of Daubechies wavelets with four taps."""
    return ladder(waves), ladder(waves_test)


def ladder(waves: np.ndarray) -> np.ndarray:
    """Three numbers a step and channel, down to sixteen samples or eight steps."""
    root = 3**0.5
    low = np.array([1 + root, 3 + root, 3 - root, 1 - root]) / (4 * 2**0.5)
    high = low[::-1] * np.array([1, -1, 1, -1])
    values, found = waves.astype(np.float64), []
    for _ in range(8):
        if values.shape[1] < 16:
            break
        wrapped = np.concatenate([values, values[:, : 2 + values.shape[1] % 2]], axis=1)
        count = (wrapped.shape[1] - 2) // 2
        taps = [wrapped[:, place : place + 2 * count : 2] for place in range(4) if place + 2 * count - 1 <= wrapped.shape[1]]
        detail = sum(weight * tap for weight, tap in zip(high, taps, strict=True))
        values = sum(weight * tap for weight, tap in zip(low, taps, strict=True))
        energy = (detail**2).mean(axis=1) + 1e-9
        halves = np.log((detail[:, : count // 2] ** 2).mean(axis=1) + 1e-9) - np.log((detail[:, count // 2 :] ** 2).mean(axis=1) + 1e-9)
        found += [np.log(energy), halves, np.abs(detail).max(axis=1) / np.sqrt(energy)]
    return flat(np.stack(found, axis=1))


TECHNIQUE = Technique(
    slug="wavelet-energies",
    title="energies of wavelets by scale",
    domains=("signal",),
    slot=Slot.FEATURES,
    joins=True,
    when="Bursts and jumps of several lengths tell the answer.",
    when_not="The signal is one slow curve.",
    condition=shows_rhythms,
    function=wavelet_energies,
)
