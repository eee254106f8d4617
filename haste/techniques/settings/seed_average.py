"""Average models of three seeds."""

from haste.techniques.blueprint import Slot
from haste.techniques.technique import Technique

TECHNIQUE = Technique(
    slug="seed-average",
    title="three seeds averaged",
    domains=("tabular", "text", "image", "signal", "forecasting"),
    slot=Slot.SETTINGS,
    when="The model depends on chance: sampled boosting, forests, networks.",
    when_not="It does not, or time is short.",
    settings={"seeds": 3},
)
