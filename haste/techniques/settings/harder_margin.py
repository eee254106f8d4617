"""Let a kernel model make fewer exceptions."""

from haste.techniques.blueprint import Slot
from haste.techniques.technique import Technique

TECHNIQUE = Technique(
    slug="harder-margin",
    title="a kernel model with fewer exceptions",
    domains=("image", "signal"),
    slot=Slot.SETTINGS,
    when="Classes can be told apart cleanly, as written digits can.",
    when_not="Labels are noisy.",
    settings={"violation_cost": 20.0},
)
