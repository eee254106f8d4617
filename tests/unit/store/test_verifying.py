"""One changed byte anywhere in an event, a lost event or a moved one is found, and its position named."""

import random
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from haste.errors import CorruptLogError, LogError
from haste.events.chain import EMPTY, Broken, Head
from haste.events.event import Stored
from haste.store import verifying
from haste.store.memory import MemoryLog
from haste.store.sqlite import SqliteLog
from haste.store.verifying import verify
from haste.vocabulary.ids import Position, StreamName, Version
from tests.logs import BLUE, RED, CountingClock, finished, graded, round_finished, rounds, write

EVENTS = 6


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "log.sqlite"
    with closing(SqliteLog(path, CountingClock())) as log:
        log.append([write(*rounds(1, 2)), write(graded(0.5), stream=BLUE)], key="first")
        log.append([write(finished("größer"), stream=BLUE)], key="second")
        log.append([write(*rounds(3, 4))], key="third")
        assert log.head().position == EVENTS
    return path


@pytest.fixture
def tool(path: Path) -> Iterator[sqlite3.Connection]:
    """A database tool in the hands of somebody who changes what he should not."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA synchronous = OFF")
        for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'").fetchall():
            connection.execute(f"DROP TRIGGER {name}")
        yield connection


def verified(path: Path) -> Head | Broken:
    with closing(SqliteLog(path, CountingClock(), read_only=True)) as log:
        return verify(log)


def flips(value: bytes | str | int) -> Iterator[bytes | str | int]:
    """The value with one byte, letter or bit changed, each in turn."""
    match value:
        case bytes():
            yield from (value[:place] + bytes([value[place] ^ 1 << place % 8]) + value[place + 1 :] for place in range(len(value)))
        case str():
            yield from (value[:place] + chr(ord(value[place]) ^ 1) + value[place + 1 :] for place in range(len(value)))
        case int():
            yield from (value ^ 1 << bit for bit in range(63))


@pytest.mark.parametrize("column", ["data", "envelope", "position"])
def test_every_changed_byte_of_an_event_is_found_at_its_position(path: Path, tool: sqlite3.Connection, column: str) -> None:
    cells = tool.execute(f"SELECT position, {column} FROM event ORDER BY position").fetchall()
    missed = []
    with closing(SqliteLog(path, CountingClock(), read_only=True)) as log:
        for position, value in cells:
            for flipped in flips(value):
                try:
                    tool.execute(f"UPDATE event SET {column} = ? WHERE position = ?", (flipped, position))
                except sqlite3.IntegrityError:
                    continue  # the place is taken: SQLite itself keeps positions apart
                found = verify(log)
                if not (isinstance(found, Broken) and found.position == position):
                    missed.append((position, flipped, found))
                tool.execute(f"UPDATE event SET {column} = ? WHERE position = ?", (value, position if column != "position" else flipped))

        assert missed == []
        assert verify(log) == log.head()


@pytest.mark.parametrize("column", range(4), ids=["stream", "version", "first", "last"])
def test_every_changed_bit_of_a_span_is_found(path: Path, tool: sqlite3.Connection, column: int) -> None:
    with closing(SqliteLog(path, CountingClock())) as log:
        log.append([write(graded(0.25), stream=BLUE)], key="fourth")  # so that a stream has a span between two others
    missed = []
    with closing(SqliteLog(path, CountingClock(), read_only=True)) as log:
        spans = tool.execute("SELECT * FROM span").fetchall()
        for span in spans:
            for flipped in flips(span[column]):
                changed = (*span[:column], flipped, *span[column + 1 :])
                if changed[:2] in [other[:2] for other in spans if other != span]:
                    continue  # SQLite itself keeps versions in a stream apart
                tool.execute("DELETE FROM span WHERE (stream, version) = (?, ?)", span[:2])
                tool.execute("INSERT INTO span VALUES (?, ?, ?, ?)", changed)
                if not isinstance(verify(log), Broken):
                    missed.append(changed)
                tool.execute("DELETE FROM span WHERE (stream, version) = (?, ?)", changed[:2])
                tool.execute("INSERT INTO span VALUES (?, ?, ?, ?)", span)

        assert missed == []
        assert verify(log) == log.head()


def test_a_span_may_be_cut_anywhere(path: Path, tool: sqlite3.Connection) -> None:
    tool.execute("UPDATE span SET first = 6 WHERE last = 6")
    tool.execute("INSERT INTO span VALUES (1, 3, 5, 5)")

    with closing(SqliteLog(path, CountingClock(), read_only=True)) as log:
        assert verify(log) == log.head()
        assert [stored.position for stored in log.read(RED, after=Version(1))] == [2, 5, 6]


def test_every_changed_letter_of_a_stream_name_is_found_at_its_first_event(path: Path, tool: sqlite3.Connection) -> None:
    for identity, name in tool.execute("SELECT id, name FROM stream").fetchall():
        (first,) = tool.execute("SELECT min(first) FROM span WHERE stream = ?", (identity,)).fetchone()
        for flipped in flips(name):
            tool.execute("UPDATE stream SET name = ? WHERE id = ?", (flipped, identity))
            found = verified(path)
            assert isinstance(found, Broken)
            assert found.position == first
        tool.execute("UPDATE stream SET name = ? WHERE id = ?", (name, identity))


@pytest.mark.parametrize(
    ("statement", "position"),
    [
        ("DELETE FROM event WHERE position = 6", 6),
        ("DELETE FROM event WHERE position = 3", 3),
        ("DELETE FROM event", 1),
        ("DELETE FROM stream WHERE name = 'run-blue'", 3),
        ("UPDATE head SET position = 7", 7),
        ("UPDATE head SET hash = zeroblob(32)", 6),
        ("UPDATE head SET position = 5", 5),
        ("UPDATE head SET position = 5, hash = (SELECT substr(envelope, -32) FROM event WHERE position = 5)", 6),
        ("UPDATE head SET position = 0, hash = zeroblob(32)", 1),
        ("DELETE FROM head", 6),
        ("UPDATE event SET data = CAST(x'ff' AS TEXT) WHERE position = 4", None),
        ("UPDATE event SET envelope = zeroblob(9) WHERE position = 4", 4),
        ("DELETE FROM span WHERE last = 4", 4),
        ("DELETE FROM span WHERE last = 6", 5),
        ("DELETE FROM span", 1),
        ("INSERT INTO span VALUES (1, 5, 7, 7)", 7),  # nothing is there
        ("INSERT INTO span VALUES (9, 2, 3, 4)", 3),  # of a stream that is none, and that no reader asks for
        ("INSERT INTO span VALUES (1, 5, 3, 2)", 3),  # of no event: the next append would take it for the newest version
        ("INSERT INTO event SELECT 7, data, envelope FROM event WHERE position = 6", 6),
        ("INSERT INTO event SELECT 7, data, CAST(CAST(x'9907' AS TEXT) || substr(envelope, 3) AS BLOB) FROM event WHERE position = 6", 7),
    ],
)
def test_a_lost_added_or_unreadable_row_is_found(path: Path, tool: sqlite3.Connection, statement: str, position: int | None) -> None:
    if position is None:
        with pytest.raises(sqlite3.IntegrityError, match="cannot store TEXT value in BLOB"):
            tool.execute(statement)
        return

    tool.execute(statement)

    found = verified(path)
    assert isinstance(found, Broken)
    assert found.position == position


@pytest.mark.parametrize(("one", "other"), [(1, 2), (2, 3), (5, 6), (1, 6)])
def test_swapped_events_are_found_at_the_first_of_them(path: Path, tool: sqlite3.Connection, one: int, other: int) -> None:
    for old, new in ((one, 99), (other, one), (99, other)):
        tool.execute("UPDATE event SET position = ? WHERE position = ?", (new, old))

    found = verified(path)
    assert isinstance(found, Broken)
    assert found.position == one


def test_a_byte_changed_anywhere_in_the_file_is_found_or_changes_no_event(path: Path) -> None:
    whole = path.read_bytes()
    with closing(SqliteLog(path, CountingClock(), read_only=True)) as log:
        events, head = log.tail(after=Position(0), limit=99), log.head()
    chance = random.Random(2)  # noqa: S311 - chance for a test
    used = [place for place, byte in enumerate(whole) if byte]  # most of a small file is empty pages
    found = 0
    for place in chance.sample(used, 400):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 1 << chance.randrange(8)]) + whole[place + 1 :])
        try:
            with closing(SqliteLog(path, CountingClock(), read_only=True)) as log:
                verdict = verify(log)
                assert isinstance(verdict, Broken) or (log.tail(after=Position(0), limit=99) == events and verdict == head)
                found += isinstance(verdict, Broken)
        except LogError:
            found += 1
    assert found > 100


def test_a_page_that_sqlite_cannot_read_is_named_by_its_first_position(tmp_path: Path) -> None:
    path = tmp_path / "log.sqlite"
    with closing(SqliteLog(path, CountingClock())) as log:
        for number in range(1, 301):
            log.append([write(finished("x" * 500))], key=str(number))
    whole = bytearray(path.read_bytes())
    leaf = whole.index(b"x" * 500, len(whole) // 2) // 16384 * 16384
    whole[leaf : leaf + 64] = b"\xff" * 64
    path.write_bytes(whole)

    found = verified(path)

    assert isinstance(found, Broken)
    assert 1 < found.position <= 300
    assert "malformed" in found.reason
    with closing(SqliteLog(path, CountingClock(), read_only=True)) as log:
        assert len(log.tail(after=Position(0), limit=found.position - 1)) == found.position - 1  # all before it can be read


def test_a_log_longer_than_a_page_is_walked_to_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verifying, "_PAGE_EVENTS", 4)
    log = MemoryLog(CountingClock())
    log.append([write(*rounds(1, 10))], key="k")

    assert verify(log) == log.head()
    log._rows[8] = log._rows[7]
    found = verify(log)
    assert isinstance(found, Broken)
    assert found.position == 9


class Interfered:
    """A log that does something each time before it is asked."""

    def __init__(self, log: MemoryLog, before: Callable[[str], None]) -> None:
        self.append, self.read = log.append, log.read
        self._log = log
        self._before = before

    def tail(self, *, after: Position, limit: int) -> tuple[Stored, ...]:
        self._before("tail")
        return self._log.tail(after=after, limit=limit)

    def head(self) -> Head:
        self._before("head")
        return self._log.head()


def test_a_log_that_grows_meanwhile_is_checked_up_to_the_head_it_had() -> None:
    log = MemoryLog(CountingClock())
    log.append([write(*rounds(1, 3))], key="given")
    before = log.head()

    def grow(asked: str) -> None:
        if asked == "tail":
            log.append([write(round_finished(9))], key=str(log.head().position))

    assert verify(Interfered(log, grow)) == before
    assert log.head().position == 5


def test_a_log_whose_end_cannot_be_read_is_broken_there() -> None:
    log = MemoryLog(CountingClock())
    log.append([write(*rounds(1, 3))], key="given")
    asked: list[str] = []

    def fail(kind: str) -> None:
        asked.append(kind)
        if asked.count("tail") == 2:
            raise CorruptLogError(expected="a page", found="none", where="log", next_step="Restore it.")

    found = verify(Interfered(log, fail))

    assert found == Broken(position=4, reason="cannot be read: log: expected a page, found none. Restore it.")


def test_an_empty_log_holds_together(tmp_path: Path) -> None:
    with closing(SqliteLog(tmp_path / "log.sqlite", CountingClock())) as log:
        assert verify(log) == EMPTY
        assert log.read(StreamName("run-red"), after=Version(0)) == ()
