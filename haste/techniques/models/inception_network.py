"""A network of convolutions of several lengths."""

from haste.techniques.blueprint import Slot
from haste.techniques.technique import Technique
from haste.techniques.unloaded import NEEDS, Unloaded
from haste.techniques.waving import fit_a_network

TECHNIQUE = Technique(
    slug="inception-network",
    title="a network of convolutions of several lengths",
    domains=("signal",),
    slot=Slot.MODELS,
    erratic=True,
    when="Events of several lengths tell the answer, come at any time, and there are some hundred signals or more.",
    when_not="Signals are sounds, or minutes on a processor are too many.",
    condition=fit_a_network,
    sees="waves",
    needs=NEEDS,
    regress=Unloaded("inception", "inception_numbers"),
    classify=Unloaded("inception", "inception_classes"),
    understands=("class_weight", "mixed", "shown"),
    cost=3,
)
