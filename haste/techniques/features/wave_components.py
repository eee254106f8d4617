"""The main directions in which signals differ."""

import numpy as np
from sklearn.decomposition import PCA

from haste.techniques.blueprint import Slot
from haste.techniques.scaffold.joining import Block
from haste.techniques.scaffold.windowing import flat, window_means
from haste.techniques.technique import Technique
from haste.techniques.waving import shows_waves


def wave_components(waves: np.ndarray, waves_test: np.ndarray, seed: int, *, components: int = 30) -> Block:
    """Samples in the coordinates of their main directions, found on at most three thousand signals."""
    x, x_test = (flat(window_means(part, 500)) for part in (waves, waves_test))
    some = np.random.default_rng(seed).permutation(len(x))[:3000]
    directions = PCA(n_components=min(components, len(some), x.shape[1]), random_state=seed).fit(x[some])
    return directions.transform(x), directions.transform(x_test)


TECHNIQUE = Technique(
    slug="wave-components",
    title="the main directions in which signals differ",
    domains=("signal",),
    slot=Slot.FEATURES,
    joins=True,
    when="Signals are aligned, as spectra are, and neighbouring samples tell the same.",
    when_not="Events come at any time.",
    condition=shows_waves,
    function=wave_components,
    level=True,
)
