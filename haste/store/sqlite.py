"""The log in one SQLite file: the embedded default. Durable before the answer, safe between threads and processes."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import RLock

from haste.errors import CorruptLogError
from haste.events import codec
from haste.events.chain import Head
from haste.events.event import Recorded, Stored
from haste.ports import Clock, Write
from haste.store import stamping
from haste.store.sqlite_file import opened, translated
from haste.vocabulary.ids import Position, StreamName, Time, Version

_TAIL = """
SELECT position, name, version, time, actor, causation, correlation, event.key, data, hash
FROM event JOIN stream ON event.stream = stream.id
WHERE position > ? ORDER BY position LIMIT ?
"""
_STREAM = """
SELECT position, name, version, time, actor, causation, correlation, event.key, data, hash
FROM event JOIN stream ON event.stream = stream.id
WHERE name = ? AND version > ? ORDER BY version
"""
_CALL = """
SELECT position, name, version, time, actor, causation, correlation, event.key, data, hash
FROM append_call JOIN event ON position BETWEEN first AND last JOIN stream ON event.stream = stream.id
WHERE append_call.key = ? ORDER BY position
"""
_VERSION = "SELECT max(version) FROM event WHERE stream = (SELECT id FROM stream WHERE name = ?)"
_INSERT = "INSERT INTO event VALUES (?, (SELECT id FROM stream WHERE name = ?), ?, ?, ?, ?, ?, ?, ?, ?)"


class SqliteLog:
    """An EventLog in one file, with its -wal and -shm beside it.

    One transaction an append, with the write lock from its start: two processes may write to one file, and a reader
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

    def append(self, writes: Sequence[Write], *, key: str) -> tuple[Recorded, ...]:
        """Append to one or several streams, as `haste.ports.EventLog.append` promises."""
        drafts = stamping.drafted(writes, key=key)
        with self._transaction():
            return self._appended(drafts, key=key)

    def read(self, stream: StreamName, *, after: Version = Version(0)) -> tuple[Stored, ...]:
        """All events of one stream above a version, in order."""
        return self._selected(_STREAM, (stream, after))

    def tail(self, *, after: Position, limit: int) -> tuple[Stored, ...]:
        """At most `limit` events of all streams above a position, in order."""
        return self._selected(_TAIL, (after, max(limit, 0)))

    def head(self) -> Head:
        """The end of the log as it is now."""
        with self._lock, translated(self._path):
            row = self._connection.execute("SELECT position, hash FROM head").fetchone()
        if row is None:
            raise CorruptLogError(
                expected="the row that names the last event",
                found="none",
                where=f"log {self._path}",
                next_step="Restore a copy: somebody changed this file.",
            )
        return Head(position=row[0], hash=row[1])

    def close(self) -> None:
        """Let the file go. The last process to do so leaves it without -wal and -shm."""
        with self._lock, translated(self._path):
            self._connection.close()

    def _appended(self, drafts: tuple[stamping.Draft, ...], *, key: str) -> tuple[Recorded, ...]:
        """One call inside a transaction. Whatever can be refused is refused before the first row is written."""
        if original := self._selected(_CALL, (key,)):
            stamping.require_same(drafts, original, key=key)
            return codec.typed(original)
        writes = [draft.write for draft in drafts]
        versions = {write.stream: self._version(write.stream) for write in writes}
        stamping.require_versions(writes, versions)
        tip = stamping.Tip(head=self.head(), versions=versions)
        page = stamping.stamped(drafts, key=key, time=self._clock.now(), tip=tip)
        recorded = stamping.legible(page)
        if page:
            self._insert(page)
        return recorded

    def _insert(self, page: tuple[Stored, ...]) -> None:
        first, last = page[0], page[-1]
        streams = dict.fromkeys((stored.stream,) for stored in page if stored.version == 1)
        self._connection.executemany("INSERT INTO stream (name) VALUES (?)", streams)
        self._connection.executemany(_INSERT, map(_row, page))
        self._connection.execute("INSERT INTO append_call VALUES (?, ?, ?)", (first.key, first.position, last.position))
        self._connection.execute("UPDATE head SET position = ?, hash = ?", (last.position, last.hash))

    def _version(self, stream: StreamName) -> int:
        row = self._connection.execute(_VERSION, (stream,)).fetchone()
        return row[0] or 0

    def _selected(self, query: str, values: tuple[str | int, ...]) -> tuple[Stored, ...]:
        with self._lock, translated(self._path):
            return tuple(map(_stored, self._connection.execute(query, values)))

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        with self._lock, translated(self._path):
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._connection.execute("COMMIT")
            except BaseException:
                self._undo()
                raise

    def _undo(self) -> None:
        if self._connection.in_transaction:  # SQLite has undone it already where the disk was full
            self._connection.execute("ROLLBACK")


def open_log(path: str, *, clock: Clock, read_only: bool) -> SqliteLog:
    """The log of the spec `sqlite:PATH`."""
    return SqliteLog(path, clock, read_only=read_only)


_Row = tuple[Position, StreamName, Version, Time, str, Position, str, str, bytes, bytes]


def _row(stored: Stored) -> _Row:
    return (
        stored.position,
        stored.stream,
        stored.version,
        stored.time,
        stored.actor,
        stored.causation,
        stored.correlation,
        stored.key,
        stored.data,
        stored.hash,
    )


def _stored(row: _Row) -> Stored:
    position, stream, version, time, actor, causation, correlation, key, data, digest = row
    return Stored(
        position=position,
        stream=stream,
        version=version,
        time=time,
        actor=actor,
        causation=causation,
        correlation=correlation,
        key=key,
        data=data,
        hash=digest,
    )
