"""Average networks of three seeds."""

from haste.techniques.blueprint import Slot
from haste.techniques.technique import Technique

TECHNIQUE = Technique(
    slug="seed-average",
    title="networks of three seeds averaged",
    domains=("tabular", "image", "signal", "forecasting"),
    slot=Slot.SETTINGS,
    when="A network, by itself or in the blend, whose answers depend on how it began.",
    when_not="Trees and lines, which hardly change with the seed, or little time.",
    settings={"seeds": 3},
)
