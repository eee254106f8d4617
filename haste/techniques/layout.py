"""Python text in the form in which a formatter would leave it."""

from collections.abc import Sequence

WIDTH_MAX = 110  # columns; longer lines are broken, one part a line


def literal(value: float | str | None) -> str:
    """A constant as Python text, strings in double quotes where that needs no escape.

    >>> literal('size')
    '"size"'
    """
    text = repr(value)
    if isinstance(value, str) and text.startswith("'") and '"' not in text:
        return f'"{text[1:-1]}"'
    return text


def listing(name: str, values: Sequence[str]) -> str:
    """An assignment of a list of strings."""
    return f"{name} = {enclosed('[', [literal(value) for value in values], ']', indent=0, used=len(name) + 3)}"


def call(name: str, arguments: Sequence[str], *, indent: int) -> str:
    """A call, broken into one argument a line where it would be long."""
    return name + enclosed("(", arguments, ")", indent=indent, used=indent + len(name))


def enclosed(opening: str, parts: Sequence[str], closing: str, *, indent: int, used: int) -> str:
    """Parts between brackets: on one line where they fit behind the `used` columns, else one a line."""
    line = f"{opening}{', '.join(parts)}{closing}"
    if used + len(line) <= WIDTH_MAX and "\n" not in line:
        return line
    inner = " " * (indent + 4)
    return "\n".join([opening, *(f"{inner}{part}," for part in parts), " " * indent + closing])


def one_line(text: str, *, length_max: int = 80) -> str:
    """A name from outside as it may stand in a docstring: one line, nothing that could end the docstring."""
    kept = "".join(letter if letter.isprintable() and letter not in '"\\' else " " for letter in text)
    return " ".join(kept.split())[:length_max]
