"""Train on signals of sensors that were put on differently, too."""

import numpy as np

from haste.techniques.blueprint import Slot
from haste.techniques.technique import Technique
from haste.techniques.waving import shows_directions


def turned_sensors(waves: np.ndarray, seed: int) -> list[np.ndarray]:
    """Two copies in which each three channels, taken as directions in space, are turned by some twenty degrees."""
    rng = np.random.default_rng(seed)
    whole = waves.shape[2] // 3 * 3
    copies = []
    for _ in range(2):
        angles = rng.normal(0, 0.3, (len(waves), 3, 3))
        skew = (angles - angles.swapaxes(1, 2)) / 2
        turn, _ = np.linalg.qr(np.eye(3) + skew)
        turn = turn * np.sign(np.diagonal(turn, axis1=1, axis2=2))[:, None, :]
        triads = waves[:, :, :whole].reshape(len(waves), waves.shape[1], -1, 3)
        turned = np.einsum("rstc,rcd->rstd", triads, turn.astype(np.float32)).reshape(len(waves), waves.shape[1], whole)
        copies.append(np.concatenate([turned, waves[:, :, whole:]], axis=2))
    return copies


TECHNIQUE = Technique(
    slug="turned-sensors",
    title="copies of the training signals from turned sensors",
    domains=("signal",),
    slot=Slot.COPIES,
    joins=True,
    when="Channels come in threes that are directions in space, and people wear sensors differently.",
    when_not="They do not.",
    condition=shows_directions,
    function=turned_sensors,
)
