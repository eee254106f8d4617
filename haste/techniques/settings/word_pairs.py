"""Count pairs of words too."""

from haste.techniques.blueprint import Slot
from haste.techniques.technique import Technique

TECHNIQUE = Technique(
    slug="word-pairs",
    title="pairs of words beside words",
    domains=("text",),
    slot=Slot.SETTINGS,
    when="Order matters, as in negations and fixed phrases.",
    when_not="Texts are a word or two long.",
    settings={"longest": 2},
)
