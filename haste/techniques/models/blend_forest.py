"""A forest's voice in the blend."""

from haste.techniques.blueprint import Slot
from haste.techniques.models.extra_trees import TECHNIQUE as VOICE
from haste.techniques.technique import Technique

TECHNIQUE = Technique(
    slug="blend-forest",
    title="a forest's voice in the blend",
    domains=("tabular", "image", "signal", "forecasting"),
    slot=Slot.MODELS,
    joins=True,
    puts=VOICE.slug,
    when="Boosting does the work, and averaging with smoother trees may steady it.",
    when_not="A forest is in it already.",
    condition=VOICE.condition,
    regress=VOICE.regress,
    classify=VOICE.classify,
)
