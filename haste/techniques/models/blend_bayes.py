"""A naive Bayes voice in the blend."""

from haste.techniques.blueprint import Slot
from haste.techniques.models.nb_logistic import TECHNIQUE as VOICE
from haste.techniques.technique import Technique

TECHNIQUE = Technique(
    slug="blend-bayes",
    title="a naive Bayes voice in the blend",
    domains=("text",),
    slot=Slot.MODELS,
    joins=True,
    puts=VOICE.slug,
    when="Texts belong to a few classes that prefer different words.",
    when_not="Numbers are predicted, or it is in the blend already.",
    condition=VOICE.condition,
    regress=VOICE.regress,
    classify=VOICE.classify,
)
