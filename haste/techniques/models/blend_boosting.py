"""A boosted voice in the blend."""

from haste.techniques.blueprint import Slot
from haste.techniques.models.lightgbm import TECHNIQUE as VOICE
from haste.techniques.models.lightgbm import has_quick_rounds
from haste.techniques.technique import Technique

TECHNIQUE = Technique(
    slug="blend-boosting",
    title="a boosted voice in the blend",
    domains=("tabular", "text", "image", "signal", "forecasting"),
    slot=Slot.MODELS,
    joins=True,
    puts=VOICE.slug,
    when="A model of another kind does the work.",
    when_not="Boosting is in it already, or its rounds cost too much: many rows of hundreds of columns, and several classes.",
    condition=has_quick_rounds,
    regress=VOICE.regress,
    classify=VOICE.classify,
)
