"""Ask more of the most similar rows."""

from haste.techniques.blueprint import Slot
from haste.techniques.technique import Technique

TECHNIQUE = Technique(
    slug="more-neighbours",
    title="more of the most similar rows",
    domains=("image", "signal"),
    slot=Slot.SETTINGS,
    when="Labels or columns are noisy.",
    when_not="Classes have few rows each.",
    settings={"neighbours": 15},
)
