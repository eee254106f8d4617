"""A log as it stood at a position: the chain is walked up to there, and what came later is not read."""

from collections.abc import Iterator, Sequence

from haste.errors import CorruptLogError, LogError, SweepNotFoundError, UseError
from haste.events.chain import EMPTY, Broken, Chain, Head
from haste.events.codec import typed
from haste.events.event import Recorded, Stored
from haste.events.sweep import SweepStarted
from haste.ports import EventLog, Write
from haste.vocabulary.ids import Position, StreamName, Version

_PAGE = 500


class PastLog:
    """An EventLog to read from, up to a position and no further, whatever others append meanwhile.

    Args:
        log: The whole one.
        head: Its end as it was then.
    """

    def __init__(self, log: EventLog, head: Head) -> None:
        self._log = log
        self._head = head

    def append(self, writes: Sequence[Write], *, key: str) -> tuple[Recorded, ...]:
        """Refuse: the past is not written to.

        Raises:
            LogError: Always.
        """
        raise LogError(
            expected="reading alone",
            found=f"an append of {len(writes)} writes under key {key!r}",
            where=f"the log as it stood at position {self._head.position}",
            next_step="Append to the log itself.",
        )

    def read(self, stream: StreamName, *, after: Version = Version(0)) -> tuple[Stored, ...]:
        """All events of one stream above a version that were there then, in order."""
        return tuple(stored for stored in self._log.read(stream, after=after) if stored.position <= self._head.position)

    def tail(self, *, after: Position, limit: int) -> tuple[Stored, ...]:
        """At most `limit` events above a position that were there then, in order."""
        left = min(limit, self._head.position - after)
        return self._log.tail(after=after, limit=left) if left > 0 else ()

    def head(self) -> Head:
        """The end as it was then."""
        return self._head


def stood(log: EventLog, position: int) -> PastLog | Broken:
    """The log as it stood at a position, with its chain of hashes checked from the first event up to there.

    Args:
        log: Of any kind; others may append meanwhile.
        position: From 1 to the head.

    Returns:
        The log, or the first place where it does not hold together.

    Raises:
        UseError: The log has no such position.
    """
    end = log.head().position
    if not 1 <= position <= end:
        found = str(position) if end else f"{position}, in a log without events"
        raise UseError(
            expected=f"a position from 1 to {end}", found=found, where="position in the log", next_step="`haste log stats` shows the head."
        )
    chain = Chain()
    while chain.head.position < position:
        after = chain.head.position
        page = log.tail(after=Position(after), limit=min(_PAGE, position - after))
        if not page:
            return Broken(position=after + 1, reason=f"expected an event, found none; the head says {end}")
        if broken := chain.follow(page):
            return broken
    return PastLog(log, chain.head)


def whole(log: EventLog) -> PastLog:
    """The log as it stands now, with its chain of hashes checked; what is appended later is not read.

    Raises:
        CorruptLogError: It does not hold together.
    """
    end = log.head().position
    past = stood(log, end) if end else PastLog(log, EMPTY)
    if isinstance(past, PastLog):
        return past
    raise broken_at(past, end)


def broken_at(broken: Broken, wanted: int) -> CorruptLogError:
    """The error of a chain that breaks before a position that somebody wants to read up to."""
    return CorruptLogError(
        expected=f"an unbroken chain of hashes up to position {wanted}",
        found=f"at position {broken.position}: {broken.reason}",
        where="the log",
        next_step="Restore a copy; `haste replay --at` still shows what stood before that position.",
    )


def every(log: EventLog) -> Iterator[Recorded]:
    """All events of a log up to the head that it has now, in order."""
    after, end = Position(0), log.head().position
    while after < end:
        page = typed(log.tail(after=after, limit=min(_PAGE, end - after)))
        after = page[-1].position
        yield from page


def started_sweeps(log: EventLog) -> tuple[SweepStarted, ...]:
    """The starts of all sweeps of a log, newest last."""
    return tuple(recorded.event for recorded in every(log) if isinstance(recorded.event, SweepStarted))


def found_sweep(log: EventLog, sweep: str | None, *, where: str = "the log") -> SweepStarted:
    """The start of the sweep of that id, or of the newest where None.

    Raises:
        SweepNotFoundError: There is none.
    """
    starts = started_sweeps(log)
    found = [started for started in starts if sweep in (None, started.sweep)]
    if found:
        return found[-1]
    raise SweepNotFoundError(
        expected="a sweep of this log" if starts else "a sweep",
        found=repr(sweep) if starts else "none",
        where=where,
        next_step=f"It holds {', '.join(started.sweep for started in starts)}." if starts else "Name another one with --home DIR or --log KIND:REST.",
    )
