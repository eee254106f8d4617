"""Replies that fit the forms, for scripts."""

import json
from typing import Any

from tests.anthropic_server.values import Body, Said

EMPTY: dict[str, Any] = {"title": ""}


def contribution(**fields: object) -> Said:
    """A reply of a role that takes part in a phase."""
    return Said(text=json.dumps(EMPTY | fields))


def draft(_: Body) -> Said:
    """A whole file, whatever was asked."""
    return contribution(title="A draft", code="print('a draft')\n")


def in_turn(*lines: Said) -> "Lines":
    """Says these, one after the other, and the last one for ever."""
    return Lines(list(lines))


class Lines:
    """A script of lines."""

    def __init__(self, lines: list[Said]) -> None:
        """Keep them."""
        self._lines = lines

    def __call__(self, _: Body) -> Said:
        """The next line."""
        return self._lines.pop(0) if len(self._lines) > 1 else self._lines[0]
