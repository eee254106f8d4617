"""Boost with small trees."""

from haste.techniques.blueprint import Slot
from haste.techniques.technique import Technique

TECHNIQUE = Technique(
    slug="few-leaves",
    title="boosting with small trees",
    domains=("tabular", "text", "image", "signal", "forecasting"),
    slot=Slot.SETTINGS,
    when="Boosting overfits: few rows or a noisy target.",
    when_not="Effects depend on many columns at once.",
    settings={"num_leaves": 8},
)
