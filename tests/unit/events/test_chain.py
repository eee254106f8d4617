"""The hash chain covers every field of an event, and the order of all of them."""

import hashlib
from typing import Any

import msgspec
import pytest

from haste.events import rows
from haste.events.chain import EMPTY, GENESIS, Broken, Chain, Head, link
from haste.events.event import Stored
from haste.vocabulary.ids import Position, StreamName, Time, Version

FIRST = Stored(
    position=Position(1),
    stream=StreamName("run-a"),
    version=Version(1),
    time=Time(5),
    actor="worker",
    causation=Position(0),
    correlation="s",
    key="k",
    data=b"\x01",
    hash=b"",
)
CHANGES = {
    "position": Position(2),
    "stream": StreamName("run-b"),
    "version": Version(2),
    "time": Time(6),
    "actor": "workes",
    "causation": Position(1),
    "correlation": "",
    "key": "K",
    "data": b"\x02",
}


def link_of(previous: bytes, stored: Stored) -> bytes:
    """The hash that this event has after one with that hash, whatever it says itself."""
    return link(previous, rows.envelope(msgspec.structs.replace(stored, hash=GENESIS)), stored.data)


def linked(*events: Stored) -> tuple[Stored, ...]:
    previous, page = GENESIS, []
    for stored in events:
        previous = link_of(previous, stored)
        page.append(msgspec.structs.replace(stored, hash=previous))
    return tuple(page)


def chained(count: int) -> tuple[Stored, ...]:
    return linked(
        *(msgspec.structs.replace(FIRST, position=Position(number), version=Version(number), data=bytes([number])) for number in range(1, count + 1))
    )


def test_a_link_is_the_sha_256_of_the_hash_before_the_envelope_and_the_data() -> None:
    envelope = msgspec.msgpack.encode([1, "run-a", 1, 5, "worker", 0, "s", "k"])[1:]

    assert link_of(GENESIS, FIRST) == hashlib.sha256(GENESIS + b"\x99" + envelope + b"\xc4\x20" + b"\x01").digest()


@pytest.mark.parametrize(("field", "value"), CHANGES.items(), ids=CHANGES)
def test_a_link_covers_every_field(field: str, value: object) -> None:
    assert link_of(GENESIS, msgspec.structs.replace(FIRST, **{field: value})) != link_of(GENESIS, FIRST)


def test_the_fields_covered_are_all_but_the_hash() -> None:
    assert {*CHANGES, "hash"} == set(Stored.__struct_fields__)


def test_text_cannot_move_from_one_field_to_the_next() -> None:
    one = msgspec.structs.replace(FIRST, correlation="ab", key="c")
    other = msgspec.structs.replace(FIRST, correlation="a", key="bc")

    assert link_of(GENESIS, one) != link_of(GENESIS, other)


def test_a_link_depends_on_the_hash_before_it() -> None:
    assert link_of(b"\x01" * 32, FIRST) != link_of(GENESIS, FIRST)


def test_a_whole_log_is_followed_over_its_pages_to_its_head() -> None:
    page = chained(5)
    chain = Chain()

    assert chain.head == EMPTY
    assert [chain.follow(page[:2]), chain.follow(()), chain.follow(page[2:])] == [None, None, None]
    assert chain.head == Head(position=5, hash=page[-1].hash)


def test_a_missing_event_is_found_where_it_should_be() -> None:
    page = chained(4)

    assert Chain().follow([page[0], page[2]]) == Broken(position=2, reason="expected position 2, found 3")


def test_a_version_out_of_turn_is_found_although_its_hash_fits() -> None:
    (first,) = chained(1)
    second = msgspec.structs.replace(FIRST, position=Position(2), version=Version(3))
    forged = msgspec.structs.replace(second, hash=link_of(first.hash, second))

    assert Chain().follow([first, forged]) == Broken(position=2, reason="stream 'run-a': expected version 2, found 3")


def test_a_changed_event_is_found_and_the_chain_stays_before_it() -> None:
    page = list(chained(4))
    page[2] = msgspec.structs.replace(page[2], data=b"other")
    chain = Chain()

    assert chain.follow(page) == Broken(position=3, reason="its bytes do not match its hash: something was changed")
    assert chain.head == Head(position=2, hash=page[1].hash)


@pytest.mark.parametrize("damaged", [b"", b"\x99", b"\xc1" * 40, b"\x99" + b"\xff" * 40], ids=["empty", "cut", "no-msgpack", "numbers"])
@pytest.mark.parametrize("at", [0, 2, 3])
def test_an_envelope_that_is_none_is_found_where_it_stands(damaged: bytes, at: int) -> None:
    pairs = [(rows.envelope(stored), stored.data) for stored in chained(4)]
    pairs[at] = (damaged, pairs[at][1])

    broken = Chain().follow_rows(pairs)

    assert broken is not None
    assert broken.position == at + 1


def test_a_page_that_was_checked_before_an_unreadable_event_is_not_lost() -> None:
    page = chained(4)
    chain = Chain()

    chain.follow_rows([*((rows.envelope(stored), stored.data) for stored in page[:3]), (b"", b"")])

    assert chain.head == Head(position=3, hash=page[2].hash)
    assert chain.versions == {"run-a": 3}


@pytest.mark.parametrize(
    ("envelope", "data", "reason"), [(None, b"\x01", "its envelope cannot be read"), (b"", None, "its data are no bytes"), (5, 5, "its envelope")]
)
def test_a_column_that_gives_no_bytes_is_found_where_it_stands(envelope: object, data: object, reason: str) -> None:
    page = linked(*(msgspec.structs.replace(FIRST, position=Position(place), version=Version(place)) for place in (1, 2, 3)))
    pairs: list[Any] = [(rows.envelope(stored), stored.data) for stored in page]
    pairs[1] = (pairs[1][0] if envelope == b"" else envelope, data)
    chain = Chain()

    broken = chain.follow_rows(pairs)

    assert broken is not None
    assert broken.position == 2
    assert reason in broken.reason
    assert chain.head.position == 1
