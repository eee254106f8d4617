"""A kernel voice in the blend."""

from haste.techniques.blueprint import Slot
from haste.techniques.models.kernel_svm import TECHNIQUE as VOICE
from haste.techniques.technique import Technique

TECHNIQUE = Technique(
    slug="blend-kernel",
    title="a kernel voice in the blend",
    domains=("image", "signal"),
    slot=Slot.MODELS,
    joins=True,
    puts=VOICE.slug,
    when="Other models do the work, and classes are told apart by smooth borders.",
    when_not="A support vector machine is in it already, or rows are many.",
    condition=VOICE.condition,
    regress=VOICE.regress,
    classify=VOICE.classify,
)
