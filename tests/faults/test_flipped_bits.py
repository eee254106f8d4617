"""Bits of a small log are flipped, one at a time: what is read then is refused, found broken, or is all that was written.

Bits of a file lie beside each other in memory for that (SQLite's `deserialize`), but for its header, by which a file is known for a log.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from haste.errors import LogError
from haste.events.chain import Broken, Head
from haste.store import sqlite_file
from haste.store.sqlite import SqliteLog
from haste.store.verifying import verify
from haste.vocabulary.ids import Position
from tests.logs import CountingClock
from tests.small_logs import SMALL_PAGE, Left, Outcome, left_by_a_killed_writer, outcome, settled

HEADER = 100  # bytes of a SQLite file before its first page begins
WRITE_VERSION, READ_VERSION, ROLLBACK = 18, 19, 1  # where the header says WAL, and what it says of a file that lies in memory
INNER_INDEX, INNER_TABLE, LEAF_INDEX, LEAF_TABLE = 2, 5, 10, 13  # what pages begin with

EVERY = [pytest.mark.slow, pytest.mark.timeout(1800)]


def flipped(whole: bytes | bytearray, first: int, last: int, step: int) -> Iterator[tuple[int, bytearray]]:
    """The bytes with one bit flipped, each of some in turn; the bit's number is told with them."""
    changed = bytearray(whole)
    for bit in range(first * 8, last * 8, step):
        changed[bit // 8] ^= 1 << bit % 8
        yield bit, changed
        changed[bit // 8] ^= 1 << bit % 8


def found(read: Outcome) -> bool:
    return isinstance(read, LogError) or isinstance(read[0], Broken)


def kinds_of_pages(whole: bytes | bytearray) -> set[int]:
    return {whole[start or HEADER] for start in range(0, len(whole), SMALL_PAGE)}


@pytest.mark.parametrize("step", [pytest.param(1, marks=EVERY, id="every-bit"), pytest.param(101, id="some")])
def test_a_flipped_bit_is_found_or_lies_outside_all_events(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: int) -> None:
    path = settled(tmp_path / "log.sqlite")
    whole = bytearray(path.read_bytes())
    good = outcome(path)
    assert not found(good)
    assert kinds_of_pages(whole) >= {INNER_INDEX, INNER_TABLE, LEAF_INDEX, LEAF_TABLE, 0}  # an overflow page begins with the number of the next
    whole[WRITE_VERSION] = whole[READ_VERSION] = ROLLBACK
    lying: list[bytearray] = [whole]
    monkeypatch.setattr(sqlite_file, "_connected", lambda _, **__: in_memory(lying[0]))

    seen = 0
    for bit, changed in flipped(whole, HEADER, len(whole), step):
        lying[0] = changed
        read = outcome(path)
        seen += found(read)
        assert found(read) or read == good, bit  # head, and every event with its envelope and hash

    assert not isinstance(good, LogError)
    live = sum(len(stored.data) for stored in good[1])
    assert seen >= 8 * live // step  # at the least all bits of the events themselves


def in_memory(whole: bytearray) -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    connection.deserialize(bytes(whole))
    return connection


@pytest.mark.parametrize("step", [pytest.param(1, marks=EVERY, id="every-bit"), pytest.param(11, id="some")])
def test_a_flipped_bit_of_the_header_is_found_or_changes_nothing(tmp_path: Path, step: int) -> None:
    path = settled(tmp_path / "log.sqlite")
    whole, good = path.read_bytes(), outcome(path)

    for bit, changed in flipped(whole, 0, HEADER, step):
        path.write_bytes(changed)
        read = outcome(path)
        assert found(read) or read == good, bit


@pytest.mark.parametrize("step", [pytest.param(1, marks=EVERY, id="every-bit"), pytest.param(211, id="some")])
def test_a_flipped_bit_of_a_wal_costs_whole_appends_at_its_end_which_a_checkpoint_misses(tmp_path: Path, step: int) -> None:
    left = left_by_a_killed_writer(tmp_path, SMALL_PAGE)
    good = outcome(left.copied(left.wal))
    assert not isinstance(good, LogError)
    head, events = good
    assert isinstance(head, Head)
    lost = 0

    for bit, changed in flipped(left.wal, len(left.wal) * 5 // 6, len(left.wal), step):  # all of the newest append
        path = left.copied(bytes(changed))
        read = outcome(path)
        if found(read) or read == good:
            continue
        assert not isinstance(read, LogError)
        assert len(read[1]) % Left.EACH == 0, bit
        assert read[1] == events[: len(read[1])], bit
        with closing(SqliteLog(path, CountingClock(), read_only=True)) as log:
            assert isinstance(verify(log, [head]), Broken), bit
            assert log.head().position == Position(len(read[1])), bit
        lost += 1

    assert lost > 0
