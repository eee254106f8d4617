"""A network's voice in the blend, for signals."""

from haste.techniques.blueprint import Slot
from haste.techniques.models.inception_network import TECHNIQUE as VOICE
from haste.techniques.technique import Technique

TECHNIQUE = Technique(
    slug="blend-inception",
    title="a network's voice in the blend, for signals",
    domains=("signal",),
    slot=Slot.MODELS,
    joins=True,
    puts=VOICE.slug,
    when="Columns made by hand do the work, and errors are of another kind than a network's.",
    when_not="A network is in it already.",
    condition=VOICE.condition,
    needs=VOICE.needs,
    regress=VOICE.regress,
    classify=VOICE.classify,
)
