"""How often random patterns come up in a signal."""

from typing import TypeAlias

import numpy as np

from haste.techniques.blueprint import Slot
from haste.techniques.scaffold.joining import Block
from haste.techniques.scaffold.windowing import in_parts
from haste.techniques.technique import Technique
from haste.techniques.waving import shows_patterns

Pattern: TypeAlias = tuple[np.ndarray, np.ndarray, np.ndarray, int]  # weights, channels, their signs, stride


def random_convolutions(waves: np.ndarray, waves_test: np.ndarray, seed: int, *, patterns: int = 400) -> Block:
    """Random patterns of nine samples, drawn out to many lengths: for each the share of places where it shows, and how strongly at most."""
    rng = np.random.default_rng(seed)
    samples, channels = waves.shape[1:]
    some = waves[rng.permutation(len(waves))[:50]]
    longest = max(0, int(np.log2(max(1, (samples - 1) / 8))))
    columns, columns_test = [], []
    for _ in range(patterns):
        weights = np.full(9, -1.0)
        weights[rng.permutation(9)[:3]] = 2.0
        chosen = rng.permutation(channels)[: int(rng.integers(1, min(3, channels) + 1))]
        signs = np.where(rng.random(len(chosen)) < 0.5, 1.0, -1.0)
        stride = 2 ** int(rng.integers(0, longest + 1))
        wrapped = bool(rng.random() < 0.5)
        pattern = (weights, chosen, signs, -stride if wrapped else stride)
        threshold = float(np.quantile(convolved(some, *pattern), rng.random()))
        columns.append(shown(waves, pattern, threshold))
        columns_test.append(shown(waves_test, pattern, threshold))
    return np.hstack(columns), np.hstack(columns_test)


def convolved(waves: np.ndarray, weights: np.ndarray, channels: np.ndarray, signs: np.ndarray, stride: int) -> np.ndarray:
    """The pattern laid on every place, shape (rows, places); a negative stride goes on around the end, as on a closed line."""
    mixed = (waves[:, :, channels] * signs.astype(waves.dtype)).sum(axis=2)
    reach = 8 * abs(stride)
    if stride < 0 or reach >= mixed.shape[1]:
        mixed = np.pad(mixed, ((0, 0), (0, reach)), mode="wrap")
    places = mixed.shape[1] - reach
    return np.asarray(sum(np.float32(weight) * mixed[:, tap * abs(stride) : tap * abs(stride) + places] for tap, weight in enumerate(weights)))


def shown(waves: np.ndarray, pattern: Pattern, threshold: float) -> np.ndarray:
    """Share of places above the threshold, and the largest value; shape (rows, 2)."""
    parts = [convolved(part, *pattern) for part in in_parts(waves)]
    return np.concatenate([np.column_stack([(part > threshold).mean(axis=1), part.max(axis=1)]) for part in parts]).astype(np.float64)


TECHNIQUE = Technique(
    slug="random-convolutions",
    title="how often random patterns show",
    domains=("signal",),
    slot=Slot.FEATURES,
    joins=True,
    when="Shapes of any length tell the answer, wherever they come.",
    when_not="There are hundred thousands of signals.",
    condition=shows_patterns,
    function=random_convolutions,
)
