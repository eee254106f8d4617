"""What other constants would have decided, in words: a table, what is missing, a count."""

from collections.abc import Iterator
from itertools import zip_longest
from textwrap import wrap

from replay.what_if import Onlooker, Row, WhatIf, counts

_HEAD = ("decision", "position", "recorded", "would be", "why")
_WIDTHS = (30, 8, 46, 46, 40)  # of columns, at most: a line has 178 letters
_GAP = "  "


def lines(found: WhatIf) -> Iterator[str]:
    """The table, runs that would have seen other skills, and how many decisions would change."""
    yield f"sweep {found.sweep}: what if {', '.join(f'{change.parameter}={_value(change.value)}' for change in found.changes)}"
    if found.unlike:
        yield f"{found.unlike} decisions cannot be made again even by the recorded constants, and are left as they are: `haste replay --all` says why"
    if found.rows:
        yield from _table([_HEAD, *map(_cells, found.rows)])
    for one in found.onlookers:
        yield from _onlooker(one)
    told = ", ".join(f"{count} {kind}" for kind, count in counts(found).items())
    yield f"of {found.decisions} decisions: {told}" if told else f"no decision changes; {found.decisions} were made again"


def _value(value: object) -> str:
    return ",".join(map(str, value)) if isinstance(value, tuple) else str(value)


def _cells(row: Row) -> tuple[str, ...]:
    would_be = f"{row.would_be} ({row.needs})" if row.needs and row.would_be != row.needs else row.would_be
    return row.decision, str(row.position), row.recorded, would_be, row.why


def _table(rows: list[tuple[str, ...]]) -> Iterator[str]:
    """Rows of cells, long ones on several lines."""
    wrapped = [[wrap(cell, most, break_on_hyphens=False) or [""] for cell, most in zip(row, _WIDTHS, strict=True)] for row in rows]
    widths = [max(len(line) for row in wrapped for line in row[place]) for place in range(len(_HEAD))]
    for row in wrapped:
        for line in zip_longest(*row, fillvalue=""):
            yield _GAP.join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()


def _onlooker(one: Onlooker) -> Iterator[str]:
    if one.gone:
        cited = f", and cites {', '.join(one.cited)}" if one.cited else ""
        yield f"{one.run} saw skills that would not be there: {', '.join(one.gone)}{cited}"
    if one.new:
        yield f"{one.run} might have seen skills that were not there: {', '.join(one.new)}"
