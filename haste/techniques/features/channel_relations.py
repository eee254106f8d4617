"""How the channels of a signal go together."""

import numpy as np

from haste.techniques.blueprint import Slot
from haste.techniques.scaffold.joining import Block
from haste.techniques.technique import Technique
from haste.techniques.waving import shows_channels


def channel_relations(waves: np.ndarray, waves_test: np.ndarray) -> Block:
    """Correlations of all pairs of channels, logarithms of their energies, and the same for how they change; at most sixteen channels."""
    return relations(waves), relations(waves_test)


def relations(waves: np.ndarray) -> np.ndarray:
    """The energy of each channel against the whole, and the strengths of the main directions of all together, come with them."""
    found = []
    for values in (waves, np.diff(waves, axis=1)):
        away = values[:, :, :16].astype(np.float64) - values[:, :, :16].mean(axis=1, keepdims=True)
        covariance = np.einsum("rsa,rsb->rab", away, away) / max(1, values.shape[1])
        energy = np.diagonal(covariance, axis1=1, axis2=2) + 1e-9
        upper = np.triu_indices(covariance.shape[1], 1)
        correlation = (covariance / np.sqrt(energy[:, :, None] * energy[:, None, :]))[:, upper[0], upper[1]]
        strengths = np.linalg.eigvalsh(covariance)
        logarithms = np.log(energy)
        found += [correlation, logarithms, logarithms - logarithms.mean(axis=1, keepdims=True), np.log(np.maximum(strengths, 1e-9))]
    return np.hstack(found)


TECHNIQUE = Technique(
    slug="channel-relations",
    title="how channels go together",
    domains=("signal",),
    slot=Slot.FEATURES,
    joins=True,
    when="Several sensors watch one thing, and which of them move together tells the answer.",
    when_not="There is one channel.",
    condition=shows_channels,
    function=channel_relations,
)
