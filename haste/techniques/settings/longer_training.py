"""Train a network longer."""

from haste.techniques.blueprint import Slot
from haste.techniques.technique import Technique

TECHNIQUE = Technique(
    slug="longer-training",
    title="three times as much training of the network",
    domains=("image", "signal"),
    slot=Slot.SETTINGS,
    when="A network is trained, and still gains when it ends.",
    when_not="It knows its few rows by heart, or time is short.",
    settings={"shown": 60_000},
)
