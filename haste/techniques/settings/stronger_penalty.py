"""Draw the weights of linear models closer to zero."""

from haste.techniques.blueprint import Slot
from haste.techniques.technique import Technique

TECHNIQUE = Technique(
    slug="stronger-penalty",
    title="a stronger penalty on weights",
    domains=("tabular", "text", "image", "signal", "forecasting"),
    slot=Slot.SETTINGS,
    when="A linear model overfits: many columns, few rows.",
    when_not="It underfits.",
    settings={"penalty": 5.0},
)
