"""Put the length of the vector of all channels beside them."""

import numpy as np

from haste.techniques.blueprint import Slot
from haste.techniques.technique import Technique
from haste.techniques.waving import shows_channels


def magnitude_channel(waves: np.ndarray) -> np.ndarray:
    """A further channel: how far all channels together are from 0, however a sensor is turned."""
    return np.concatenate([waves, np.sqrt(np.square(waves).sum(axis=2, keepdims=True))], axis=2)


TECHNIQUE = Technique(
    slug="magnitude-channel",
    title="the length of the vector of all channels",
    domains=("signal",),
    slot=Slot.WAVES,
    joins=True,
    when="Channels are directions in space, and a sensor may be turned.",
    when_not="Channels have different units.",
    condition=shows_channels,
    function=magnitude_channel,
    widens=1,
)
