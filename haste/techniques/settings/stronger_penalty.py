"""Draw the weights of linear models closer to zero."""

from haste.techniques.blueprint import Slot
from haste.techniques.settings.weaker_penalty import has_a_given_penalty
from haste.techniques.technique import Technique

TECHNIQUE = Technique(
    slug="stronger-penalty",
    title="a stronger penalty on weights",
    domains=("tabular", "text", "forecasting"),
    slot=Slot.SETTINGS,
    when="A linear model that does not choose its penalty itself overfits: many columns, few rows.",
    when_not="It underfits.",
    condition=has_a_given_penalty,
    settings={"penalty": 5.0},
)
