"""Makes docs/events.md, the page of all events, from their classes: `python -m haste.report.events_page > docs/events.md`."""

import ast
import inspect
import sys
from collections.abc import Iterable, Iterator
from itertools import groupby

from haste.events.catalogue import CATALOGUE
from haste.events.codec import tag
from haste.events.event import Event

_TITLE = """# Events

Every fact that a log can hold. This page is generated from `haste/events/` and a test keeps it so:
`python -m haste.report.events_page > docs/events.md`. Types are those of `haste/vocabulary/`.
"""


def render(catalogue: Iterable[type[Event]]) -> str:
    """The page, in the order of the catalogue.

    Args:
        catalogue: Classes of events, those of one file side by side. Their sources must be readable.

    Returns:
        Markdown: a section a file, and for each event its tag, its docstring and a table of its fields.
    """
    parts = [_TITLE]
    for module, events in groupby(catalogue, key=lambda event: event.__module__):
        parts.append(f"## {module.rpartition('.')[2]}\n")
        parts.append(f"{inspect.getdoc(sys.modules[module])}\n")
        parts.extend(_section(event) for event in events)
    return "\n".join(parts)


def _section(event: type[Event]) -> str:
    rows = "".join(f"| {' | '.join(cells)} |\n" for cells in _fields(event))
    heading = f"### {event.__name__}\n\n`{tag(event)}`: {inspect.getdoc(event)}\n"
    return f"{heading}\n| field | type | meaning |\n|---|---|---|\n{rows}" if rows else heading


def _fields(event: type[Event]) -> Iterator[tuple[str, str, str]]:
    """Name, type and trailing comment of each field, inherited ones first, as its line in the source has them."""
    for kind in reversed(event.__mro__):
        if issubclass(kind, Event):
            yield from _declared(inspect.getsource(kind))


def _declared(source: str) -> Iterator[tuple[str, str, str]]:
    lines = source.splitlines()
    (body,) = ast.parse(source).body
    for field in ast.iter_child_nodes(body):
        if isinstance(field, ast.AnnAssign):
            declared = ast.unparse(field.annotation) + (f" = {ast.unparse(field.value)}" if field.value else "")
            comment = lines[(field.end_lineno or 1) - 1][field.end_col_offset :].strip().removeprefix("#").strip()
            yield ast.unparse(field.target), f"`{_escaped(declared)}`", _escaped(comment)


def _escaped(text: str) -> str:
    return text.replace("|", "\\|")


if __name__ == "__main__":
    sys.stdout.write(render(CATALOGUE))
