"""Search and replace: the change that an author wants, applied to the file that it starts from."""

from collections.abc import Sequence

from haste.errors import ReplyError
from haste.prompts.forms import EditForm
from haste.vocabulary.scales import Reason


def applied(code: str, edits: Sequence[EditForm]) -> str:
    r"""The file with all replacements made, in order.

    Raises:
        ReplyError: A piece is empty, is not in the file, or is in it more than once.

    >>> applied("a = 1\nb = 1\n", [EditForm(search="b = 1", replace="b = 2")])
    'a = 1\nb = 2\n'
    """
    for number, edit in enumerate(edits, start=1):
        found = occurrences(code, edit.search)
        if found != 1:
            raise ReplyError(
                reason=Reason.EDITS,
                expected="a piece of the file that occurs in it exactly once",
                found=f"one that occurs {found} times" if edit.search else "an empty one",
                where=f"`search` of edit {number}",
                next_step="Copy the piece from the file with its indentation, with as many lines around it as make it unique.",
            )
        code = code.replace(edit.search, edit.replace)
    return code


def occurrences(code: str, piece: str) -> int:
    """How often a piece stands in a file, also where it overlaps itself; never where it is empty.

    >>> occurrences("ababa", "aba")
    2
    """
    count, place = 0, code.find(piece) if piece else -1
    while place >= 0:
        count, place = count + 1, code.find(piece, place + 1)
    return count
