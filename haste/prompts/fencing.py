"""Fences around what others wrote: descriptions, names of columns, printed errors. Data in a prompt, never a part of its instructions."""

from hashlib import sha256

_DIGITS = 16  # of a hash of the content: nobody can write a text that holds the end of its own fence


def fenced(name: str, text: str) -> str:
    r"""A text between two tags that it cannot contain.

    Args:
        name: What it is, for example "description".
        text: Any text.

    >>> fenced("note", "hello")
    '<note-2cf24dba5fb0a30e>\nhello\n</note-2cf24dba5fb0a30e>'
    """
    mark = f"{name}-{sha256(text.encode('utf-8', 'replace')).hexdigest()[:_DIGITS]}"
    return f"<{mark}>\n{text}\n</{mark}>"


def shortened(text: str, *, characters_max: int) -> str:
    """A text cut in the middle, with a note of how much is missing; the end of an error says most."""
    if len(text) <= characters_max:
        return text
    head = characters_max // 3
    tail = characters_max - head
    return f"{text[:head]}\n[... {len(text) - characters_max} characters left out ...]\n{text[-tail:]}"
