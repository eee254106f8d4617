"""A linear voice in the blend."""

from haste.techniques.blueprint import Slot
from haste.techniques.models.linear import TECHNIQUE as VOICE
from haste.techniques.technique import Technique

TECHNIQUE = Technique(
    slug="blend-linear",
    title="a linear voice in the blend",
    domains=("tabular", "text", "image", "signal", "forecasting"),
    slot=Slot.MODELS,
    joins=True,
    puts=VOICE.slug,
    when="Trees do the work and miss a straight trend.",
    when_not="A linear model is in it already.",
    condition=VOICE.condition,
    regress=VOICE.regress,
    classify=VOICE.classify,
)
