"""The log in PostgreSQL: for clusters. The same bytes, positions and head hash as in one SQLite file."""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from contextlib import nullcontext
from functools import cache
from itertools import count
from threading import RLock
from typing import Any, TypeVar

import psycopg

from haste.errors import CorruptLogError, HasteError
from haste.events.chain import Head
from haste.events.event import Recorded, Stored
from haste.events.rows import Pair, envelope, joined, page
from haste.ports import Clock, Write
from haste.store import stamping
from haste.store.committing import appended
from haste.store.placing import Placing
from haste.store.postgres_bell import Bell
from haste.store.postgres_tables import connected, place, translated
from haste.store.stamping import Answer, Call
from haste.vocabulary.ids import Position, StreamName, Time, Version

_COPY_EVENTS_MIN = 500  # at 100 arrays as arguments were the quicker; where COPY overtakes them was not measured
_PACKED_EVENTS_MAX = 5000  # a value of the server has at most 1 GB
_KEYS_KEPT = 1000  # a call that is repeated is repeated soon; a later one is found in the table

_ROWS = "SELECT envelope, data FROM haste_event WHERE position > %s ORDER BY position LIMIT %s"
_PACKED = """
SELECT count(*), string_agg(data, ''::bytea ORDER BY position)
FROM (SELECT position, data FROM haste_event WHERE position > %s ORDER BY position LIMIT %s) AS page
"""
_STREAM = """
SELECT envelope, data FROM haste_event
WHERE stream = (SELECT id FROM haste_stream WHERE digest = %b) AND version > %s ORDER BY version
"""
_SPAN = "SELECT envelope, data FROM haste_event WHERE position BETWEEN %s AND %s ORDER BY position"
_HEAD = "SELECT position, hash FROM haste_head"
_LOCK = "SELECT FROM haste_head FOR UPDATE"
_TIP = """
SELECT position, hash,
    ARRAY(
        SELECT coalesce(id, 0)
        FROM unnest(%b::bytea[]) WITH ORDINALITY AS asked (name_digest, place) LEFT JOIN haste_stream ON digest = name_digest ORDER BY place
    ),
    ARRAY(
        SELECT coalesce((SELECT max(version) FROM haste_event WHERE stream = id), 0)
        FROM unnest(%b::bytea[]) WITH ORDINALITY AS asked (name_digest, place) LEFT JOIN haste_stream ON digest = name_digest ORDER BY place
    ),
    ARRAY(
        SELECT ARRAY[place, first, last]
        FROM unnest(%b::bytea[]) WITH ORDINALITY AS asked (key_digest, place) JOIN haste_append_call ON digest = key_digest
    )
FROM haste_head
"""
_APPEND = """
SELECT haste_append(
    %b, %b, %b, %b, %b::bigint[], %b::bytea[], %b::bytea[],
    %b::bytea[], %b::bigint[], %b::bigint[], %b::bigint[], %b::bigint[], %b::bytea[], %b::bytea[]
)
"""
_APPEND_ONE = "SELECT haste_append_one(%b, %b, %b, %b, %b, %b, %b, %b)"
_COPY = "COPY haste_event (position, stream, version, data, envelope) FROM STDIN (FORMAT BINARY)"
_COPIED = ("int8", "int8", "int8", "bytea", "bytea")

Found = TypeVar("Found")
Places = dict[StreamName, tuple[int, int]]  # id and version of each stream, zeros for an empty one


class PostgresLog:
    """A log in one schema of a PostgreSQL database.

    The head's row is moved inside the append, from where the writer has read it to where it leaves it. A writer that
    was overtaken reads again, and then holds the row until it is done: nobody waits for long, and nobody for ever.
    """

    def __init__(self, dsn: str, clock: Clock, *, read_only: bool = False) -> None:
        """Open the log at an address; make its tables where there are none, unless it is only to be read.

        Raises:
            ForeignLogError: No log is there, or one of another format.
            LogError: The server cannot be reached.
        """
        self._dsn = dsn
        self._clock = clock
        self._read_only = read_only
        self._lock = RLock()
        self._connection = connected(dsn, read_only=read_only)
        self._bell = Bell(dsn)
        self._known: Head | None = None  # the head for which the streams below are right
        self._streams: dict[StreamName, tuple[int, int]] = {}  # id and version
        self._keys: dict[str, None] = {}  # the newest of those stored here

    def append(self, writes: Sequence[Write], *, key: str) -> tuple[Recorded, ...]:
        """Append to one or several streams, as `haste.ports.EventLog.append` promises."""
        return appended(self, writes, key=key)

    def commit(self, calls: Sequence[Call]) -> tuple[Answer, ...]:
        """Several appends in one transaction, as `haste.store.committing.Committing` promises."""
        now = cache(self._clock.now)  # of this commit, also where it is planned again
        return self._asked(lambda: self._guessed(calls, now) or self._tried(calls, now) or self._insisted(calls, now))

    def read(self, stream: StreamName, *, after: Version = Version(0)) -> tuple[Stored, ...]:
        """All events of one stream above a version, in order."""
        return page(self.read_rows(stream, after=after), where=place(self._dsn))

    def tail(self, *, after: Position, limit: int) -> tuple[Stored, ...]:
        """At most `limit` events of all streams above a position, in order."""
        return page(self.rows(after=after, limit=limit), where=place(self._dsn))

    def head(self) -> Head:
        """The end of the log as it is now."""
        rows = self._selected(_HEAD, ())
        return self._headed(rows[0] if rows else None)

    def rows(self, *, after: Position, limit: int) -> Sequence[Pair]:
        """At most `limit` events above a position, in order, as (envelope, data)."""
        return self._selected(_ROWS, (after, max(limit, 0)))

    def read_rows(self, stream: StreamName, *, after: Version = Version(0)) -> Sequence[Pair]:
        """All events of one stream above a version, in order, as (envelope, data)."""
        return self._selected(_STREAM, (_digest(stream), after))

    def packed(self, *, after: Position, limit: int) -> bytes:
        """The data of the same events as one page, put together by the server."""
        ((count, values),) = self._selected(_PACKED, (after, min(max(limit, 0), _PACKED_EVENTS_MAX)))
        return joined(count, values or b"")

    def wait(self, *, after: Position, timeout_s: float) -> bool:
        """Wait until there is an event above a position, or the time is over: woken by the server, and looking by itself each second."""
        return self._bell.wait(self.head, after=after, timeout_s=timeout_s)

    def take(self, page: Iterable[Stored], head: Head) -> None:
        """The events of another log, as `haste.store.committing.KeptLog` promises: by COPY."""
        placed = Placing()
        with self._lock, translated(self._dsn), self._connection.transaction(), self._connection.cursor() as cursor:
            self._forget()
            cursor.execute(_LOCK)
            with cursor.copy(_COPY) as copy:
                copy.set_types(_COPIED)
                for stored in page:
                    copy.write_row((stored.position, placed.stream(stored)[0], stored.version, stored.data, envelope(stored)))
            streams = [(id_, _digest(name), name.encode()) for id_, name in placed.streams()]
            cursor.executemany("INSERT INTO haste_stream VALUES (%s, %s, %s)", streams)
            cursor.executemany(
                "INSERT INTO haste_append_call VALUES (%s, %s, %s)", [(_digest(key), first, last) for key, first, last in placed.calls()]
            )
            cursor.execute("UPDATE haste_head SET position = %s, hash = %s", (head.position, head.hash))

    def close(self) -> None:
        """Let the connection go."""
        with self._lock:
            self._bell.close()
            self._connection.close()

    def _guessed(self, calls: Sequence[Call], now: Callable[[], Time]) -> tuple[Answer, ...] | None:
        """Plan on what this writer left, and write if nobody else wrote since: one question to the server. None where that does not do."""
        streams = {draft.stream: self._streams.get(draft.stream) for call in calls for draft in call.drafts}
        if self._known is None or None in streams.values() or any(call.key in self._keys for call in calls):
            return None
        places = {name: found or (0, 0) for name, found in streams.items()}
        versions = {name: version for name, (_, version) in places.items()}
        plan = stamping.planned(calls, stamping.Tip(head=self._known, versions=versions, originals={}), now)
        if any(isinstance(answer, HasteError) for answer in plan.answers):  # only the server can say so
            return None
        return plan.answers if self._written(self._known, plan, places) else None

    def _tried(self, calls: Sequence[Call], now: Callable[[], Time]) -> tuple[Answer, ...] | None:
        """Plan on the log as the server has it, and write if it is still so then; None where another writer was quicker."""
        tip, places = self._tip(calls)
        plan = stamping.planned(calls, tip, now)
        return plan.answers if self._written(tip.head, plan, places) else None

    def _insisted(self, calls: Sequence[Call], now: Callable[[], Time]) -> tuple[Answer, ...]:
        """The same while nobody else can write."""
        with self._connection.transaction():
            self._connection.execute(_LOCK)
            answers = self._tried(calls, now)
        assert answers is not None  # the head's row was held
        return answers

    def _tip(self, calls: Sequence[Call]) -> tuple[stamping.Tip, Places]:
        """What the log says of these calls at one moment, and id and version of their streams; zeros for an empty one."""
        names = list(dict.fromkeys(draft.stream for call in calls for draft in call.drafts))
        digests = [_digest(name) for name in names]
        keys = [_digest(call.key) for call in calls]
        row = self._connection.execute(_TIP, (digests, digests, keys), binary=True).fetchone()
        head = self._headed(row[:2] if row else None)
        assert row is not None
        _, _, ids, versions, spans = row
        originals = {calls[number - 1].key: self._span(first, last) for number, first, last in spans}
        tip = stamping.Tip(head=head, versions=dict(zip(names, versions, strict=True)), originals=originals)
        return tip, dict(zip(names, zip(ids, versions, strict=True), strict=True))

    def _span(self, first: int, last: int) -> tuple[Pair, ...]:
        return tuple(self._connection.execute(_SPAN, (first, last), binary=True).fetchall())

    def _written(self, known: Head, plan: stamping.Plan, places: Places) -> bool:
        """Write what was planned, if the head is where it was; a large page by COPY, which the server takes in faster."""
        stamped = [new for page_ in plan.new.values() for new in page_]
        if not stamped:
            return True
        ids = {name: id_ for name, (id_, _) in places.items()} | {new.stream: new.position for new in stamped if new.version == 1}
        count_new = plan.head.position - known.position
        copied = count_new >= _COPY_EVENTS_MIN
        alone = count_new == 1 and stamped[0].version > 1  # the commonest append by far: it needs no array
        query, arguments = (_APPEND_ONE, _single(known, plan, ids)) if alone else (_APPEND, _arguments(known, plan, ids, copied=copied))
        with self._connection.transaction() if copied else nullcontext():
            row = self._connection.execute(query, arguments, binary=True).fetchone()
            written = row is not None and bool(row[0])
            if copied and written:
                self._copy(stamped, ids)
        if not written or known != self._known:  # another writer was here: what was known of other streams is old
            self._forget()
        if written:
            self._remember(plan, places, ids)
        return written

    def _remember(self, plan: stamping.Plan, places: Places, ids: dict[StreamName, int]) -> None:
        """Keep what the next commit starts from, if this writer stays alone. Should it be undone after all, the head tells."""
        self._known = plan.head
        self._streams.update({name: (ids[name], version) for name, (_, version) in places.items()})
        self._streams.update({new.stream: (ids[new.stream], new.version + len(new.pairs) - 1) for page_ in plan.new.values() for new in page_})
        self._keys.update(dict.fromkeys(plan.new))
        for key in list(self._keys)[: max(0, len(self._keys) - _KEYS_KEPT)]:
            del self._keys[key]

    def _forget(self) -> None:
        self._known = None
        self._streams.clear()

    def _copy(self, stamped: Sequence[stamping.Stamped], ids: dict[StreamName, int]) -> None:
        with self._connection.cursor() as cursor, cursor.copy(_COPY) as copy:
            copy.set_types(_COPIED)
            for new in stamped:
                numbered = zip(count(new.position), count(new.version), new.pairs, strict=False)
                for position, version, (head, data) in numbered:
                    copy.write_row((position, ids[new.stream], version, data, head))

    def _selected(self, query: str, values: tuple[Any, ...]) -> list[Any]:
        return self._asked(lambda: self._connection.execute(query, values, binary=True).fetchall())

    def _asked(self, ask: Callable[[], Found]) -> Found:
        """Ask the server; where the connection is lost, once more over a new one. That is safe: keys tell what was committed."""
        with self._lock, translated(self._dsn):
            try:
                return ask()
            except psycopg.OperationalError:
                if not self._connection.broken:
                    raise
            self._connection = connected(self._dsn, read_only=self._read_only)
            return ask()

    def _headed(self, row: tuple[int, bytes] | None) -> Head:
        if row is None:
            raise CorruptLogError(
                expected="the row that names the last event",
                found="none",
                where=place(self._dsn),
                next_step="Restore a copy: somebody changed this database.",
            )
        return Head(position=row[0], hash=row[1])


def open_log(dsn: str, *, clock: Clock, read_only: bool) -> PostgresLog:
    """The log of the spec `postgres:DSN`: a connection string of PostgreSQL, its schema chosen by `options=-csearch_path=NAME`."""
    return PostgresLog(dsn, clock, read_only=read_only)


def _single(known: Head, plan: stamping.Plan, ids: dict[StreamName, int]) -> list[Any]:
    """What the function for one event of a stream that exists is told."""
    ((key, (new,)),) = plan.new.items()
    ((envelope_, data),) = new.pairs
    return [known.position, known.hash, plan.head.hash, _digest(key), ids[new.stream], new.version, data, envelope_]


def _arguments(known: Head, plan: stamping.Plan, ids: dict[StreamName, int], *, copied: bool) -> list[Any]:
    """What the append function is told: both heads, new streams, calls, and the events themselves unless they are copied in."""
    stamped = [new for page_ in plan.new.values() for new in page_]
    fresh = [new for new in stamped if new.version == 1]
    pages = plan.new.values()
    events = [] if copied else stamped
    return [
        known.position,
        known.hash,
        plan.head.position,
        plan.head.hash,
        [new.position for new in fresh],
        [_digest(new.stream) for new in fresh],
        [new.stream.encode() for new in fresh],
        [_digest(key) for key in plan.new],
        [page_[0].position for page_ in pages],
        [page_[-1].position + len(page_[-1].pairs) - 1 for page_ in pages],
        [ids[new.stream] for new in events for _ in new.pairs],
        [version for new in events for version in range(new.version, new.version + len(new.pairs))],
        [data for new in events for _, data in new.pairs],
        [head for new in events for head, _ in new.pairs],
    ]


def _digest(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()
