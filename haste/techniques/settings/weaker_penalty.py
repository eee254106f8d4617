"""Let the weights of linear models grow."""

from haste.techniques.blueprint import Slot
from haste.techniques.technique import Technique

TECHNIQUE = Technique(
    slug="weaker-penalty",
    title="a weaker penalty on weights",
    domains=("tabular", "text", "image", "signal", "forecasting"),
    slot=Slot.SETTINGS,
    when="A linear model underfits, as it often does on tf-idf columns, whose values are small.",
    when_not="It overfits.",
    settings={"penalty": 0.2},
)
