"""Count a word's repetitions by their logarithm."""

from haste.techniques.blueprint import Slot
from haste.techniques.technique import Technique

TECHNIQUE = Technique(
    slug="sublinear-counts",
    title="logarithms of counts of words",
    domains=("text",),
    slot=Slot.SETTINGS,
    when="Texts are long enough to repeat words, and the first time tells most.",
    when_not="Texts are short.",
    settings={"sublinear": True},
)
