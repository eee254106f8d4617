"""A network's voice in the blend."""

from haste.techniques.blueprint import Slot
from haste.techniques.models.neural_network import TECHNIQUE as VOICE
from haste.techniques.technique import Technique

TECHNIQUE = Technique(
    slug="blend-network",
    title="a network's voice in the blend",
    domains=("tabular", "image", "signal", "forecasting"),
    slot=Slot.MODELS,
    joins=True,
    puts=VOICE.slug,
    when="Trees do the work, and smooth effects get lost in their steps.",
    when_not="A few hundred rows, or a network is in it already.",
    condition=VOICE.condition,
    regress=VOICE.regress,
    classify=VOICE.classify,
)
