"""Show a network two rows mixed into one."""

from haste.techniques.blueprint import Slot
from haste.techniques.technique import Technique

TECHNIQUE = Technique(
    slug="mixed-rows",
    title="rows mixed two and two for the network, with their answers",
    domains=("image", "signal"),
    slot=Slot.SETTINGS,
    when="A network is trained on few rows, and is surer than it should be.",
    when_not="It hardly learns its training rows.",
    settings={"mixed": 0.3},
)
