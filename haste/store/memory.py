"""A log in memory: every promise of the port but durability. For tests, and for playing a log back."""

from collections.abc import Iterable, Sequence
from itertools import chain
from threading import Lock

from haste.errors import SpecError
from haste.events.chain import EMPTY, Head
from haste.events.event import Recorded, Stored
from haste.events.rows import Pair, envelope, packed, page
from haste.ports import Clock, Write
from haste.store import stamping
from haste.store.committing import appended
from haste.store.stamping import Answer, Call
from haste.store.waiting import polled
from haste.vocabulary.ids import Position, StreamName, Version


class MemoryLog:
    """A log that ends with its process. May be used from several threads."""

    def __init__(self, clock: Clock) -> None:
        """Start empty; the clock stamps what is appended."""
        self._clock = clock
        self._lock = Lock()
        self._head = EMPTY
        self._rows: list[Pair] = []
        self._streams: dict[StreamName, list[Pair]] = {}
        self._calls: dict[str, tuple[Pair, ...]] = {}

    def append(self, writes: Sequence[Write], *, key: str) -> tuple[Recorded, ...]:
        """Append to one or several streams, as `haste.ports.EventLog.append` promises."""
        return appended(self, writes, key=key)

    def commit(self, calls: Sequence[Call]) -> tuple[Answer, ...]:
        """Several appends at once, as `haste.store.committing.Committing` promises."""
        with self._lock:
            versions = {draft.stream: len(self._streams.get(draft.stream, ())) for call in calls for draft in call.drafts}
            originals = {call.key: self._calls[call.key] for call in calls if call.key in self._calls}
            plan = stamping.planned(calls, stamping.Tip(head=self._head, versions=versions, originals=originals), self._clock.now)
            for key, stamped in plan.new.items():
                self._calls[key] = tuple(chain.from_iterable(new.pairs for new in stamped))
                self._rows += self._calls[key]
                for new in stamped:
                    self._streams.setdefault(new.stream, []).extend(new.pairs)
            self._head = plan.head
            return plan.answers

    def read(self, stream: StreamName, *, after: Version = Version(0)) -> tuple[Stored, ...]:
        """All events of one stream above a version, in order."""
        return page(self.read_rows(stream, after=after), where="log in memory")

    def tail(self, *, after: Position, limit: int) -> tuple[Stored, ...]:
        """At most `limit` events of all streams above a position, in order."""
        return page(self.rows(after=after, limit=limit), where="log in memory")

    def head(self) -> Head:
        """The end of the log as it is now."""
        with self._lock:
            return self._head

    def rows(self, *, after: Position, limit: int) -> Sequence[Pair]:
        """At most `limit` events above a position, in order, as (envelope, data)."""
        start = max(after, 0)
        with self._lock:
            return self._rows[start : start + max(limit, 0)]

    def read_rows(self, stream: StreamName, *, after: Version = Version(0)) -> Sequence[Pair]:
        """All events of one stream above a version, in order, as (envelope, data)."""
        with self._lock:
            return self._streams.get(stream, [])[max(after, 0) :]

    def packed(self, *, after: Position, limit: int) -> bytes:
        """The data of the same events as one page."""
        return packed([data for _, data in self.rows(after=after, limit=limit)])

    def wait(self, *, after: Position, timeout_s: float) -> bool:
        """Wait until there is an event above a position, or the time is over."""
        return polled(self, after=after, timeout_s=timeout_s)

    def take(self, page: Iterable[Stored], head: Head) -> None:
        """The events of another log, as `haste.store.committing.KeptLog` promises."""
        taken = tuple(page)
        with self._lock:
            for stored in taken:
                pair = (envelope(stored), stored.data)
                self._rows.append(pair)
                self._streams.setdefault(stored.stream, []).append(pair)
                self._calls[stored.key] = (*self._calls.get(stored.key, ()), pair)
            self._head = head


def open_log(rest: str, *, clock: Clock, read_only: bool) -> MemoryLog:
    """The log of the spec `memory:`, a new one each time.

    Raises:
        SpecError: A path is given, or the log is only to be read: it would always be empty.
    """
    if rest or read_only:
        raise SpecError(
            expected="'memory:' alone, for a new log that is written",
            found=f"'memory:{rest}'" if rest else "a log that is only to be read",
            where="spec of a log",
            next_step="Take 'sqlite:PATH' for a log that outlives its process.",
        )
    return MemoryLog(clock)
