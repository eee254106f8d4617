"""The most similar rows as a voice in the blend."""

from haste.techniques.blueprint import Slot
from haste.techniques.models.nearest_neighbours import TECHNIQUE as VOICE
from haste.techniques.technique import Technique

TECHNIQUE = Technique(
    slug="blend-neighbours",
    title="the most similar rows as a voice in the blend",
    domains=("image", "signal"),
    slot=Slot.MODELS,
    joins=True,
    puts=VOICE.slug,
    when="Other models do the work, and few rows look like an odd one.",
    when_not="Neighbours are asked already.",
    condition=VOICE.condition,
    regress=VOICE.regress,
    classify=VOICE.classify,
)
