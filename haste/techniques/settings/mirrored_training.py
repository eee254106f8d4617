"""Show a network mirror images too."""

from haste.techniques.blueprint import Slot
from haste.techniques.technique import Technique

TECHNIQUE = Technique(
    slug="mirrored-training",
    title="mirror images shown to the network",
    domains=("image",),
    slot=Slot.SETTINGS,
    when="A network is trained, and left and right mean the same.",
    when_not="Images hold writing.",
    settings={"mirrored": True},
)
