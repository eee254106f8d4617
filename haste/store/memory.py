"""A log in memory: every promise of the port but durability. For tests, and for playing a log back."""

from collections.abc import Sequence
from threading import Lock

from haste.errors import SpecError
from haste.events import codec
from haste.events.chain import EMPTY, Head
from haste.events.event import Recorded, Stored
from haste.ports import Clock, Write
from haste.store import stamping
from haste.vocabulary.ids import Position, StreamName, Version


class MemoryLog:
    """An EventLog that ends with its process. May be used from several threads."""

    def __init__(self, clock: Clock) -> None:
        """Start empty; the clock stamps what is appended."""
        self._clock = clock
        self._lock = Lock()
        self._events: list[Stored] = []
        self._streams: dict[StreamName, list[Stored]] = {}
        self._calls: dict[str, tuple[Stored, ...]] = {}

    def append(self, writes: Sequence[Write], *, key: str) -> tuple[Recorded, ...]:
        """Append to one or several streams, as `haste.ports.EventLog.append` promises."""
        drafts = stamping.drafted(writes, key=key)
        with self._lock:
            if key in self._calls:
                stamping.require_same(drafts, self._calls[key], key=key)
                return codec.typed(self._calls[key])
            versions = {write.stream: len(self._streams.get(write.stream, ())) for write in writes}
            stamping.require_versions(writes, versions)
            tip = stamping.Tip(head=self._head(), versions=versions)
            page = stamping.stamped(drafts, key=key, time=self._clock.now(), tip=tip)
            recorded = stamping.legible(page)
            self._keep(page, key)
            return recorded

    def read(self, stream: StreamName, *, after: Version = Version(0)) -> tuple[Stored, ...]:
        """All events of one stream above a version, in order."""
        with self._lock:
            return tuple(self._streams.get(stream, ())[max(after, 0) :])

    def tail(self, *, after: Position, limit: int) -> tuple[Stored, ...]:
        """At most `limit` events of all streams above a position, in order."""
        start = max(after, 0)
        with self._lock:
            return tuple(self._events[start : start + max(limit, 0)])

    def head(self) -> Head:
        """The end of the log as it is now."""
        with self._lock:
            return self._head()

    def _head(self) -> Head:
        if not self._events:
            return EMPTY
        return Head(position=self._events[-1].position, hash=self._events[-1].hash)

    def _keep(self, page: tuple[Stored, ...], key: str) -> None:
        if page:
            self._calls[key] = page
        for stored in page:
            self._events.append(stored)
            self._streams.setdefault(stored.stream, []).append(stored)


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
