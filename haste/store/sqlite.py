"""The log in one SQLite file: the embedded default. Durable before the answer, safe between threads and processes."""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import RLock
from typing import Any

from haste.errors import CorruptLogError, LogError
from haste.events.chain import EMPTY, Head
from haste.events.event import Recorded, Stored
from haste.events.rows import Pair, joined, page
from haste.ports import Clock, Write
from haste.store import stamping
from haste.store.committing import appended
from haste.store.sqlite_file import disk_failed, opened, taken_in, translated
from haste.store.stamping import Answer, Call
from haste.store.waiting import polled
from haste.vocabulary.ids import Position, StreamName, Version

_ROWS = "SELECT envelope, data FROM event WHERE position > ? ORDER BY position LIMIT ?"
_PACKED = """
SELECT count(*), CAST(group_concat(data, '') AS BLOB)
FROM (SELECT data FROM event WHERE position > ? ORDER BY position LIMIT ?)
"""
_STREAM = """
SELECT envelope, data
FROM stream
    CROSS JOIN span ON stream = id AND version > :after
    CROSS JOIN event ON position BETWEEN iif(version - (last - first) > :after, first, last - version + :after + 1) AND last
WHERE name = :name
ORDER BY version, position
"""
_MISPLACED = """
SELECT min(place) FROM (
    SELECT first AS place FROM (
        SELECT version, first, last,
            lag(last, 1, 0) OVER (ORDER BY first, last) AS before,
            sum(last - first + 1) OVER (PARTITION BY stream ORDER BY version) AS counted
        FROM span
    )
    WHERE first <> before + 1 OR version <> counted
    UNION ALL
    SELECT min(position, top) + 1 FROM head, (SELECT coalesce(max(last), 0) AS top FROM span) WHERE position <> top
)
"""
_HEAD = "SELECT position, hash FROM head"
_CALL = "SELECT key, first, last FROM append_call WHERE key = ?"
_CALLS_AT_ONCE = 16  # keys that one question is about: a group of single appends asks so much less often
_CALLS = "SELECT key, first, last FROM append_call WHERE key IN (?" + ", ?" * (_CALLS_AT_ONCE - 1) + ")"
_STORED = "SELECT envelope, data FROM event WHERE position BETWEEN ? AND ? ORDER BY position"
_NEW_STREAM = "INSERT INTO stream VALUES (?, ?)"
_NEW_EVENT = "INSERT INTO event VALUES (?, ?, ?)"
_NEW_SPAN = "INSERT INTO span VALUES (?, ?, ?, ?)"
_NEW_CALL = "INSERT INTO append_call VALUES (?, ?, ?)"
_VERSION = "SELECT id, (SELECT max(version) FROM span WHERE stream = id) FROM stream WHERE name = ?"


class SqliteLog:
    """A log in one file, with its -wal and -shm beside it.

    One transaction a commit, with the write lock from its start: two processes may write to one file, and a reader
    never waits for a writer. A kill at any moment leaves whole appends only.
    """

    def __init__(self, path: str | Path, clock: Clock, *, read_only: bool = False) -> None:
        """Open the log at a path; make it where nothing is there, unless it is only to be read.

        Raises:
            ForeignLogError: No log, another file, or another format is there.
            LogError: The file cannot be opened or made.
        """
        self._path = Path(path)
        self._clock = clock
        self._lock = RLock()
        self._connection = opened(self._path, read_only=read_only)
        self._known = (EMPTY.position, EMPTY.hash)  # the head for which the streams below are right
        self._streams: dict[StreamName, tuple[int, int]] = {}  # id and version, so that a sole writer need not ask for them
        self._failed: LogError | None = None

    def append(self, writes: Sequence[Write], *, key: str) -> tuple[Recorded, ...]:
        """Append to one or several streams, as `haste.ports.EventLog.append` promises."""
        return appended(self, writes, key=key)

    def commit(self, calls: Sequence[Call]) -> tuple[Answer, ...]:
        """Several appends in one transaction, as `haste.store.committing.Committing` promises."""
        with self._lock:
            with self._transaction():
                plan = stamping.planned(calls, self._tip(calls), self._clock.now)
                streams = self._write(plan)
            self._streams.update(streams)
            self._known = (plan.head.position, plan.head.hash)
        return plan.answers

    def read(self, stream: StreamName, *, after: Version = Version(0)) -> tuple[Stored, ...]:
        """All events of one stream above a version, in order."""
        return page(self.read_rows(stream, after=after), where=f"log {self._path}")

    def tail(self, *, after: Position, limit: int) -> tuple[Stored, ...]:
        """At most `limit` events of all streams above a position, in order."""
        return page(self.rows(after=after, limit=limit), where=f"log {self._path}")

    def head(self) -> Head:
        """The end of the log as it is now."""
        with self._lock, translated(self._path):
            return self._headed(self._connection.execute(_HEAD).fetchone())

    def rows(self, *, after: Position, limit: int) -> Sequence[Pair]:
        """At most `limit` events above a position, in order, as (envelope, data)."""
        return self._selected(_ROWS, (after, max(limit, 0)))

    def read_rows(self, stream: StreamName, *, after: Version = Version(0)) -> Sequence[Pair]:
        """All events of one stream above a version, in order, as (envelope, data)."""
        return self._selected(_STREAM, {"name": stream, "after": after})

    def misplaced(self) -> Position | None:
        """Where the spans of streams do not hold together, as `haste.store.verifying.Indexed` promises."""
        ((position,),) = self._selected(_MISPLACED, ())
        return None if position is None else Position(position)

    def packed(self, *, after: Position, limit: int) -> bytes:
        """The data of the same events as one page, put together by SQLite: no value is made for any of them."""
        with self._lock, translated(self._path):
            while True:
                try:
                    count, values = self._connection.execute(_PACKED, (after, max(limit, 0))).fetchone()
                    return joined(count, values or b"")
                except sqlite3.DataError:  # more than SQLite holds in one value
                    if limit <= 1:
                        raise
                    limit //= 2

    def wait(self, *, after: Position, timeout_s: float) -> bool:
        """Wait until there is an event above a position, or the time is over. SQLite wakes nobody, so this looks again and again."""
        return polled(self, after=after, timeout_s=timeout_s)

    def take(self, page: Iterable[Stored], head: Head) -> None:
        """The events of another log, as `haste.store.committing.KeptLog` promises."""
        with self._lock, self._transaction():
            self._streams.clear()
            taken_in(self._connection, page)
            self._connection.execute("UPDATE head SET position = ?, hash = ?", (head.position, head.hash))

    def close(self) -> None:
        """Let the file go. The last process to do so leaves it without -wal and -shm."""
        with self._lock, translated(self._path):
            self._connection.close()

    def _tip(self, calls: Sequence[Call]) -> stamping.Tip:
        """What the log says of these calls, read inside their transaction."""
        execute = self._connection.execute
        row = execute(_HEAD).fetchone()
        if row != self._known:  # another process was here
            self._streams.clear()
        originals = {key: tuple(execute(_STORED, span).fetchall()) for key, *span in self._used([call.key for call in calls])}
        versions = {draft.stream: self._stream(draft.stream)[1] for call in calls for draft in call.drafts}
        return stamping.Tip(head=self._headed(row), versions=versions, originals=originals)

    def _used(self, keys: Sequence[str]) -> list[tuple[str, int, int]]:
        """Those of these keys that were used before, each with the positions of its events."""
        found: list[tuple[str, int, int]] = []
        many = len(keys) // _CALLS_AT_ONCE * _CALLS_AT_ONCE
        for start in range(0, many, _CALLS_AT_ONCE):
            found += self._connection.execute(_CALLS, keys[start : start + _CALLS_AT_ONCE]).fetchall()
        for key in keys[many:]:
            found += self._connection.execute(_CALL, (key,)).fetchall()
        return found

    def _headed(self, row: tuple[object, ...] | None) -> Head:
        position, digest = row or (None, None)
        if not (isinstance(position, int) and isinstance(digest, bytes)):  # a damaged schema gives the row of another table
            raise CorruptLogError(
                expected="the row that names the last event",
                found="another one" if row else "none",
                where=f"log {self._path}",
                next_step="Restore a copy: somebody changed this file.",
            )
        return Head(position=position, hash=digest)

    def _stream(self, name: StreamName) -> tuple[int, int]:
        """Id and version of a stream; zeros for an empty one."""
        found = self._streams.get(name)
        if found is None:
            row = self._connection.execute(_VERSION, (name,)).fetchone()
            found = self._streams[name] = (row[0], row[1] or 0) if row else (0, 0)
        return found

    def _write(self, plan: stamping.Plan) -> dict[StreamName, tuple[int, int]]:
        """Write what was planned, table by table, and tell id and version of each stream as they are then."""
        streams: dict[StreamName, tuple[int, int]] = {}
        names: list[tuple[int, str]] = []
        events: list[tuple[int, bytes, bytes]] = []
        spans: list[tuple[int, int, int, int]] = []
        calls: list[tuple[str, int, int]] = []
        for key, stamped in plan.new.items():
            for new in stamped:
                stream, position, version = new.stream, new.position, new.version
                identity = (streams.get(stream) or self._streams[stream])[0] or position
                if version == 1:
                    names.append((identity, stream))
                more = len(new.pairs) - 1
                streams[stream] = (identity, version + more)
                spans.append((identity, version + more, position, position + more))
                events += [(place, data, envelope) for place, (envelope, data) in enumerate(new.pairs, position)]
            calls.append((key, stamped[0].position, spans[-1][3]))
        calls.sort()  # neighbours in the index of keys are written one after the other: a tenth of the inserts' time where keys are random
        for query, rows in ((_NEW_STREAM, names), (_NEW_EVENT, events), (_NEW_SPAN, spans), (_NEW_CALL, calls)):
            self._connection.executemany(query, rows)
        if events:
            self._connection.execute("UPDATE head SET position = ?, hash = ?", (plan.head.position, plan.head.hash))
        return streams

    def _selected(self, query: str, values: tuple[int, ...] | dict[str, str | int]) -> list[Any]:
        with self._lock, translated(self._path):
            return self._connection.execute(query, values).fetchall()

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        with translated(self._path):
            if self._failed:
                raise self._failed
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._connection.execute("COMMIT")
            except BaseException as error:
                self._failed = disk_failed(self._path, error)
                self._undo()
                raise

    def _undo(self) -> None:
        if self._connection.in_transaction:  # SQLite has undone it already where the disk was full
            self._connection.execute("ROLLBACK")


def open_log(path: str, *, clock: Clock, read_only: bool) -> SqliteLog:
    """The log of the spec `sqlite:PATH`."""
    return SqliteLog(path, clock, read_only=read_only)
