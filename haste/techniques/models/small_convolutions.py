"""A small convolutional network."""

from haste.techniques.blueprint import Slot
from haste.techniques.picturing import fit_a_network
from haste.techniques.technique import Technique
from haste.techniques.unloaded import NEEDS, Unloaded

TECHNIQUE = Technique(
    slug="small-convolutions",
    title="a small convolutional network",
    domains=("image",),
    slot=Slot.MODELS,
    erratic=True,
    when="Shapes tell the answer, wherever they lie and however they lean, and there are some hundred images or more.",
    when_not="Images are a few pixels wide, or minutes on a processor are too many.",
    condition=fit_a_network,
    sees="images",
    needs=NEEDS,
    regress=Unloaded("convolutions", "convolved_numbers"),
    classify=Unloaded("convolutions", "convolved_classes"),
    understands=("class_weight", "mirrored", "turned", "mixed", "shown"),
    cost=3,
)
