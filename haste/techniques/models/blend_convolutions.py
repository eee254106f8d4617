"""A convolutional network's voice in the blend."""

from haste.techniques.blueprint import Slot
from haste.techniques.models.small_convolutions import TECHNIQUE as VOICE
from haste.techniques.technique import Technique

TECHNIQUE = Technique(
    slug="blend-convolutions",
    title="a convolutional network's voice in the blend",
    domains=("image",),
    slot=Slot.MODELS,
    joins=True,
    puts=VOICE.slug,
    when="Columns made by hand do the work, and errors are of another kind than a network's.",
    when_not="A convolutional network is in it already.",
    condition=VOICE.condition,
    needs=VOICE.needs,
    regress=VOICE.regress,
    classify=VOICE.classify,
)
