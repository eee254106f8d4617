"""Boost in smaller steps, and more of them."""

from haste.techniques.blueprint import Slot
from haste.techniques.models.lightgbm import has_quick_rounds
from haste.techniques.technique import Technique

TECHNIQUE = Technique(
    slug="slow-learning",
    title="boosting with smaller steps and more rounds",
    domains=("tabular", "text", "image", "signal", "forecasting"),
    slot=Slot.SETTINGS,
    when="Boosting does the work and there is time.",
    when_not="Rounds cost too much already: many rows of hundreds of columns, and several classes.",
    condition=has_quick_rounds,
    settings={"learning_rate": 0.02, "n_estimators": 750},
)
