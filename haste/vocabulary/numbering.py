"""Names that end or begin with a running number, such as ch1_017: what stands around the number, and which number it is."""

import re
from collections.abc import Iterator

_NUMBER = re.compile(r"\d+(?:\.\d+)?")


def readings(name: str) -> Iterator[tuple[str, str, float]]:
    """Each way to read a name as text, number, text; the last number first.

    >>> list(readings("ch1_017"))
    [('ch1_', '', 17.0), ('ch', '_017', 1.0)]
    """
    for found in reversed(list(_NUMBER.finditer(name))):
        yield name[: found.start()], name[found.end() :], float(found.group())


def number_in(name: str, before: str, after: str) -> float | None:
    """The number between these two in a name; None where it is another name."""
    inner = name.removeprefix(before).removesuffix(after)
    return float(inner) if name == before + inner + after and _NUMBER.fullmatch(inner) else None
