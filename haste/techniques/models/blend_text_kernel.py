"""A kernel's voice in the blend, on how alike texts are."""

from haste.techniques.blueprint import Slot
from haste.techniques.models.text_kernel import TECHNIQUE as VOICE
from haste.techniques.technique import Technique

TECHNIQUE = Technique(
    slug="blend-text-kernel",
    title="a voice in the blend that goes by how alike texts are",
    domains=("text",),
    slot=Slot.MODELS,
    joins=True,
    puts=VOICE.slug,
    when="Other models do the work, and some texts repeat what others say.",
    when_not="It is in the blend already, or texts are many.",
    condition=VOICE.condition,
    regress=VOICE.regress,
    classify=VOICE.classify,
)
