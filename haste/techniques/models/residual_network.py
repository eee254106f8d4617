"""A residual network."""

from haste.techniques.blueprint import Slot
from haste.techniques.picturing import fit_a_network
from haste.techniques.technique import Technique
from haste.techniques.unloaded import NEEDS, Unloaded

TECHNIQUE = Technique(
    slug="residual-network",
    title="a residual network that looks several times",
    domains=("image",),
    slot=Slot.MODELS,
    erratic=True,
    when="What tells the answer comes in several sizes, and there are some hundred images or more.",
    when_not="Images are a few pixels wide, or minutes on a processor are too many.",
    condition=fit_a_network,
    sees="images",
    needs=NEEDS,
    regress=Unloaded("residual", "residual_numbers"),
    classify=Unloaded("residual", "residual_classes"),
    understands=("class_weight", "mirrored", "turned", "mixed", "shown"),
    cost=3,
)
