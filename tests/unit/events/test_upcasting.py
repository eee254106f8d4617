"""Events of earlier versions become those of today, step by step; everything else is left as it is."""

from collections.abc import Callable
from typing import Any

import msgspec
import pytest

from haste.errors import CodecError
from haste.events import codec, upcasting
from haste.events.catalogue import CATALOGUE
from haste.events.rows import packed
from haste.events.upcasting import UPCASTERS, following, upcast
from tests.logs import NOW, graded, round_finished

Fields = dict[str, Any]
STEPS: dict[str, Callable[[Fields], Fields]] = {
    "tea.made.v1": lambda fields: {"celsius": fields["warm"] and 80},
    "tea.made.v2": lambda fields: {"kelvin": fields["celsius"] + 273},
}
OLD_ROUND = msgspec.msgpack.encode({"type": "sweep.round_finished.v0", "sweep": "s", "number": 7, "now": NOW})


@pytest.fixture
def older_round(monkeypatch: pytest.MonkeyPatch) -> None:
    """A version of a round's end that called its number something else."""
    step = {"sweep.round_finished.v0": lambda fields: {**fields, "round": fields.pop("number")}}
    monkeypatch.setattr(upcasting, "UPCASTERS", step)
    monkeypatch.setattr(codec, "upcast", lambda data: upcast(data, step))


def test_an_event_takes_every_step_up_to_the_newest_version() -> None:
    data = upcast(msgspec.msgpack.encode({"type": "tea.made.v1", "warm": True}), STEPS)

    assert data is not None
    assert msgspec.msgpack.decode(data) == {"type": "tea.made.v3", "kelvin": 353}


@pytest.mark.parametrize("value", [{"type": "tea.made.v3", "kelvin": 1}, {"type": 7}, {"no": "tag"}, [1], "text"])
def test_what_is_no_old_event_is_left_as_it_is(value: object) -> None:
    assert upcast(msgspec.msgpack.encode(value), STEPS) is None


@pytest.mark.parametrize("data", [b"", b"\xc1", b"\x81\xa1\xff\x01", b"\x81"])
def test_bytes_that_are_no_msgpack_are_no_old_event(data: bytes) -> None:
    assert upcast(data, STEPS) is None


@pytest.mark.usefixtures("older_round")
def test_an_old_event_is_read_as_todays_alone_and_in_a_page() -> None:
    page = packed([codec.encode(round_finished(6)), OLD_ROUND, codec.encode(graded(0.5))])

    assert codec.decode(OLD_ROUND) == round_finished(7)
    assert codec.events(page) == [round_finished(6), round_finished(7), graded(0.5)]
    assert codec.Narrow(type(round_finished(1))).decode(page) == [round_finished(6), round_finished(7), None]


def test_an_event_of_a_version_that_nobody_knows_is_refused_with_what_to_do() -> None:
    newer = msgspec.msgpack.encode({"type": "sweep.round_finished.v99", "sweep": "s"})

    with pytest.raises(CodecError, match="use that version to read it"):
        codec.decode(newer)
    with pytest.raises(CodecError, match=r"sweep\.round_finished\.v99"):
        codec.events(packed([codec.encode(graded(0.5)), newer]))


def test_every_upcaster_leads_to_an_event_of_the_catalogue_or_to_the_next_upcaster() -> None:
    tags = {codec.tag(kind) for kind in CATALOGUE}

    assert {tag for tag in UPCASTERS if following(tag) not in tags | set(UPCASTERS)} == set()
    assert tags & set(UPCASTERS) == set()  # an event that is written today is not old
