"""How a signal swells and fades."""

import numpy as np

from haste.techniques.blueprint import Slot
from haste.techniques.scaffold.joining import Block
from haste.techniques.scaffold.windowing import flat, window_means
from haste.techniques.technique import Technique
from haste.techniques.waving import shows_rhythms


def loudness_curves(waves: np.ndarray, waves_test: np.ndarray) -> Block:
    """Loudness in twenty-four windows against the loudest one, when it comes, and how long it takes to swell and to fade."""
    return swelling(waves), swelling(waves_test)


def swelling(waves: np.ndarray) -> np.ndarray:
    """Of each channel: the curve as logarithms, and five numbers about it."""
    energy = window_means(np.square(waves.astype(np.float64)), 96)
    loudest = energy.max(axis=1, keepdims=True) + 1e-12
    curve = energy / loudest
    coarse = np.log(window_means(curve, 24) + 1e-4)
    peak = curve.argmax(axis=1)
    place = np.arange(curve.shape[1])[:, None]
    after, before = place >= peak[:, None], place <= peak[:, None]
    fades = [((curve > level) & after).sum(axis=1) for level in (0.3, 0.03)]
    swells = ((curve > 0.03) & before).sum(axis=1)
    return flat(np.concatenate([coarse, np.stack([np.log(loudest[:, 0]), peak, *fades, swells], axis=1)], axis=1))


TECHNIQUE = Technique(
    slug="loudness-curves",
    title="how signals swell and fade",
    domains=("signal",),
    slot=Slot.FEATURES,
    joins=True,
    when="Single events: strokes, steps, bursts, or a start before a steady state.",
    when_not="Signals are steady.",
    condition=shows_rhythms,
    function=loudness_curves,
)
