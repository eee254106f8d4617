"""What a log's adapter offers beyond the port: several appends in one transaction, and pages of bytes without values."""

from collections.abc import Iterable, Sequence
from typing import Protocol

from haste.errors import HasteError
from haste.events import codec
from haste.events.chain import Head
from haste.events.event import Recorded, Stored
from haste.events.rows import Pair, envelopes
from haste.ports import EventLog, Write
from haste.store.stamping import Answer, Call, drafted, legible
from haste.vocabulary.ids import Position, StreamName, Version


class Committing(Protocol):
    """Makes several appends durable by one wait for the disk."""

    def commit(self, calls: Sequence[Call]) -> tuple[Answer, ...]:
        """Append all of them, in order, in one transaction.

        Args:
            calls: Each has been found legible (`haste.store.stamping.legible`).

        Returns:
            For each call its events, or the error for which it alone was refused.

        Raises:
            LogError: Nothing of any of them was written.
        """


class LogStore(EventLog, Committing, Protocol):
    """A log where it is kept. Whoever folds or checks all of it takes its pages as bytes."""

    def rows(self, *, after: Position, limit: int) -> Sequence[Pair]:
        """At most `limit` events above a position, in order, as (envelope, data)."""

    def read_rows(self, stream: StreamName, *, after: Version = Version(0)) -> Sequence[Pair]:
        """All events of one stream above a version, in order, as (envelope, data)."""

    def packed(self, *, after: Position, limit: int) -> bytes:
        """The data of at most `limit` events above a position as one page, for `haste.events.codec.events`.

        Positions are dense: the first is that of `after + 1`. There may be fewer although more are there; none where none are.
        """


class KeptLog(LogStore, Protocol):
    """A log where it lies, not the way to one: it can be waited for, and a whole other log can be taken in."""

    def wait(self, *, after: Position, timeout_s: float) -> bool:
        """Wait until there is an event above a position, or the time is over.

        Returns:
            Whether there is one.
        """

    def take(self, page: Iterable[Stored], head: Head) -> None:
        """Store the first events of an empty log in one transaction: all of them or none.

        Args:
            page: In order, from the first position on, checked by whoever reads them.
            head: Of all of them.
        """


def appended(log: Committing, writes: Sequence[Write], *, key: str) -> tuple[Recorded, ...]:
    """One append by itself, as `haste.ports.EventLog.append` promises."""
    call = drafted(writes, key=key)
    events = legible(call, own=True)
    (answer,) = log.commit([call])
    if isinstance(answer, HasteError):
        raise answer
    return codec.recorded(envelopes(answer, where=f"append key {key!r}"), events)
