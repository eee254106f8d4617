"""The turn that answers a reply which cannot be used: what was wrong, and what to send instead."""

from haste.errors import ReplyError
from haste.prompts.fencing import fenced
from haste.prompts.letter import Terms
from haste.vocabulary.scales import Reason

REPAIRS = 1  # turns that ask again
REPAIRS_OF_EDITS = 2  # edits again, then the whole file


def repairs_max(error: ReplyError) -> int:
    """How many turns may ask again after this error."""
    return REPAIRS_OF_EDITS if error.reason == Reason.EDITS else REPAIRS


def repair_text(error: ReplyError, terms: Terms, *, repairs: int) -> str:
    """What the author is told.

    Args:
        error: Why the reply cannot be used.
        terms: Of the letter.
        repairs: Turns that have asked again before.
    """
    text = f"That reply cannot be used. {error}"
    if error.reason != Reason.EDITS or terms.parent is None:
        return text
    if repairs:
        return f"{text} Send the whole file in `code` this time, and no edits."
    return f"{text} Answer again, whole. The file that edits are against is\n{fenced('file', terms.parent)}"
