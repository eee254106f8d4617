"""Show a network images on every side."""

from haste.techniques.blueprint import Slot
from haste.techniques.technique import Technique

TECHNIQUE = Technique(
    slug="turned-training",
    title="images shown to the network on every side",
    domains=("image",),
    slot=Slot.SETTINGS,
    when="A network is trained on pictures from above or through a microscope: no side is up.",
    when_not="Things stand or are written.",
    settings={"turned": True, "mirrored": True},
)
