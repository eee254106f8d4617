"""Names of techniques as a model writes them, made the slugs that HASTE keeps."""

import re

from haste.errors import ReplyError
from haste.prompts.letter import Terms
from haste.vocabulary.scales import Reason

NEW = "new:"  # before a slug that nobody has reconciled with a known technique

_NO_SLUG = re.compile(r"[^a-z0-9]+")
_CHARACTERS_MAX = 60


def technique_slug(said: str, terms: Terms) -> str:
    """The slug of a technique: a known one, the one of a skill that was named instead, or a new one marked as such.

    Raises:
        ReplyError: Nothing of the name is left as a slug.
    """
    if said in terms.skills:
        return terms.skills[said]  # type: ignore[index]  # a SkillId is a string
    if said in terms.techniques:
        return said
    slug = _NO_SLUG.sub("-", said.strip().lower().removeprefix(NEW)).strip("-")[:_CHARACTERS_MAX].strip("-")
    if not slug:
        raise ReplyError(
            reason=Reason.WRONG_FORM,
            expected="the slug of a technique",
            found=repr(said),
            where="the reply",
            next_step='Name the technique in lower-case words joined by "-".',
        )
    return slug if slug in terms.techniques else NEW + slug
