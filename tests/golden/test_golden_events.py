"""The bytes of every event version that a log may hold are kept, and are read by today's code."""

import json
from pathlib import Path

import pytest

from haste.errors import CodecError
from haste.events import codec
from haste.events.catalogue import CATALOGUE
from haste.events.event import FORMAT, Event
from tests.golden.samples import sample

GOLDEN: dict[str, str] = json.loads((Path(__file__).parent / "events.json").read_text())
AGAIN = (
    "run `python tests/golden/make.py`, and look at what it changed"
    if FORMAT == 0
    else "a released tag is never changed: add a version and an upcaster"
)


def test_every_event_of_the_catalogue_has_its_bytes() -> None:
    assert {codec.tag(kind) for kind in CATALOGUE} - set(GOLDEN) == set(), AGAIN


def test_every_version_that_was_ever_written_is_read() -> None:
    unread = []
    for tag, data in GOLDEN.items():
        try:
            codec.decode(bytes.fromhex(data))
        except CodecError as error:
            unread.append(f"{tag}: {error.found}")

    assert unread == [], AGAIN


@pytest.mark.parametrize("kind", CATALOGUE, ids=codec.tag)
def test_todays_code_writes_the_bytes_that_are_kept(kind: type[Event]) -> None:
    data = bytes.fromhex(GOLDEN.get(codec.tag(kind), ""))

    assert codec.encode(sample(kind)) == data, AGAIN
    assert codec.encode(codec.decode(data)) == data
    assert codec.decode(data) == sample(kind)
