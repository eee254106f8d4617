"""Reads the text of a reply: JSON of the form that was asked for, held to the terms of the letter."""

import re

from pydantic import BaseModel, ValidationError

from haste.errors import ReplyError
from haste.prompts.contributing import contribution
from haste.prompts.forms import ContributionForm, Form, LearningForm, LearningsForm, SeparationForm, WordingForm
from haste.prompts.letter import Terms
from haste.prompts.slugs import technique_slug
from haste.vocabulary.brief import Answer, Learning, Learnings, Separation, Wording
from haste.vocabulary.scales import Reason
from haste.vocabulary.skill import Condition

_FENCE = re.compile(r"```(?:json)?\s*\n(.*)\n\s*```", re.DOTALL)
_ERRORS_MAX = 5  # of a form that are told
_FOUND_MAX = 200  # characters of a reply that a message quotes


def read(text: str, form: Form, terms: Terms) -> Answer | None:
    """The answer in a reply's text; None where the model says that there is none.

    Raises:
        ReplyError: The text is empty, is not JSON, does not have the form, or breaks the terms.
    """
    match _parsed(text, form):
        case ContributionForm() as said:
            return contribution(said, terms)
        case LearningsForm() as said:
            return Learnings(learnings=tuple(_learning(one, terms) for one in said.learnings))
        case WordingForm() as said:
            return Wording(title=said.title, when=said.when, when_not=said.when_not, instructions=said.instructions)
        case SeparationForm(found=True) as said:
            condition = Condition(field=said.condition.field, comparison=said.condition.comparison, value=said.condition.value)
            _known_field(condition, terms)
            return Separation(condition=condition, text=said.text)
        case _:
            return None


def _parsed(text: str, form: Form) -> BaseModel:
    """The reply as its form. JSON inside a code fence, or with words around it, is JSON; words alone are not."""
    stripped = text.strip()
    if not stripped:
        raise _unusable(Reason.EMPTY_REPLY, "a JSON object", "no text")
    fence = _FENCE.search(stripped)
    inner = stripped if stripped.startswith("{") or fence is None else fence[1].strip()
    start, end = inner.find("{"), inner.rfind("}")
    if start < 0 or end < start:
        raise _unusable(Reason.PROSE, "a JSON object", repr(stripped[:_FOUND_MAX]))
    try:
        return form.model.model_validate_json(inner[start : end + 1])
    except ValidationError as error:
        broken = any(one["type"] == "json_invalid" for one in error.errors())
        told = "; ".join(f"{'.'.join(map(str, one['loc'])) or 'the whole'}: {one['msg']}" for one in error.errors()[:_ERRORS_MAX])
        raise _unusable(Reason.PROSE if broken else Reason.WRONG_FORM, f"JSON of the form {form}", told) from error


def _learning(said: LearningForm, terms: Terms) -> Learning:
    return Learning(
        technique=technique_slug(said.technique, terms),
        title=said.title,
        when=said.when,
        when_not=said.when_not,
        instructions=said.instructions,
        sign=said.sign,
        tier=said.tier,
    )


def _known_field(condition: Condition, terms: Terms) -> None:
    if condition.field not in terms.fields:
        raise _unusable(Reason.WRONG_FORM, "a condition over one of " + ", ".join(terms.fields), repr(condition.field))


def _unusable(reason: Reason, expected: str, found: str) -> ReplyError:
    next_step = "Answer again with one JSON object of the given form and nothing else."
    return ReplyError(reason=reason, expected=expected, found=found, where="the reply", next_step=next_step)
