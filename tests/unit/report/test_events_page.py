"""The page of events is the classes themselves."""

import subprocess
import sys
from pathlib import Path

import pytest

from haste.events.catalogue import CATALOGUE
from haste.events.event import Event
from haste.report.events_page import render

ROOT = Path(__file__).parents[3]


class Noted(Event, frozen=True, kw_only=True, tag="note.noted.v1"):
    """Somebody noted something."""

    page: int  # from 1
    text: str | None = None


class NotedTwice(Noted, frozen=True, kw_only=True, tag="note.noted_twice.v1"):
    """The same again."""

    again: tuple[int, ...] = ()  # pages, a | between


class Passed(Event, frozen=True, kw_only=True, tag="note.passed.v1"):
    """Nothing more to say."""


def test_the_page_in_docs_is_the_page_of_the_catalogue() -> None:
    there = (ROOT / "docs" / "events.md").read_text(encoding="utf-8")

    assert there == render(CATALOGUE), "write it anew: python -m haste.report.events_page > docs/events.md"


def test_the_command_on_the_page_prints_the_page() -> None:
    command = [sys.executable, "-m", "haste.report.events_page"]

    assert subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT).stdout == render(CATALOGUE)


def test_a_field_shows_type_default_and_comment() -> None:
    page = render([Noted])

    assert "### Noted\n\n`note.noted.v1`: Somebody noted something.\n" in page
    assert "| page | `int` | from 1 |\n" in page
    assert "| text | `str \\| None = None` |  |\n" in page


def test_an_inherited_field_comes_first() -> None:
    fields = [line.split()[1] for line in render([NotedTwice]).splitlines() if line.startswith("| ") and "`" in line]

    assert fields == ["page", "text", "again"]
    assert "pages, a \\| between" in render([NotedTwice])


def test_an_event_without_fields_has_no_table() -> None:
    assert "|---|" not in render([Passed])


@pytest.mark.parametrize("event", CATALOGUE, ids=lambda event: event.__name__)
def test_every_field_of_every_event_is_on_the_page(event: type[Event]) -> None:
    section = render([event])

    assert [name for name in event.__struct_fields__ if f"| {name} | `" not in section] == []
