"""Walks a whole log and compares it with its hash chain and its head, also while others append to it."""

from collections.abc import Iterable, Sequence
from typing import Protocol, runtime_checkable

from haste.errors import LogError
from haste.events.chain import Broken, Chain, Head
from haste.events.rows import Pair
from haste.ports import EventLog
from haste.projections.paging import pairs
from haste.vocabulary.ids import Position, StreamName, Version

_PAGE_EVENTS = 500  # an audit by pages of 500 was quicker than by 100 or by 1000


@runtime_checkable
class Indexed(Protocol):
    """A log that keeps its streams as spans of positions and versions, not all of which count when a stream is read from its start."""

    def misplaced(self) -> Position | None:
        """The first position at which the spans leave one out, name one twice, or count a wrong version; None where all is well."""


def verify(log: EventLog, checkpoints: Iterable[Head] = ()) -> Head | Broken:
    """Check every event up to the head that the log has now, and that each stream is read as it was written.

    A chain alone cannot show that a whole log was made anew, or set back to an older copy of itself: heads that were
    kept elsewhere can.

    Args:
        log: Of any kind.
        checkpoints: Heads that this log once had.

    Returns:
        The head where all is well, else the first position at which the log does not hold together.
    """
    chain = Chain()
    try:
        head = log.head()
    except LogError as error:
        return _walked(log, chain, to=None) or Broken(position=chain.head.position, reason=f"the head cannot be read: {error}")
    return (
        _walked(log, chain, to=head.position)
        or _differing(chain.head, head)
        or _beyond(log, head)
        or _misread(log, chain)
        or _misplaced(log, head)
        or _forgotten(log, head, checkpoints)
        or head
    )


def _walked(log: EventLog, chain: Chain, *, to: int | None) -> Broken | None:
    """Follow the chain up to a position, or to the last event where none is given."""
    while to is None or chain.head.position < to:
        left = _PAGE_EVENTS if to is None else min(_PAGE_EVENTS, to - chain.head.position)
        page = _page(log, chain, limit=left)
        if isinstance(page, Broken):
            return page
        if not page and to is None:
            return None
        if not page:
            return Broken(position=chain.head.position + 1, reason=f"expected an event, found none; the head says {to}")
        if broken := chain.follow_rows(page):
            return broken
    return None


def _page(log: EventLog, chain: Chain, *, limit: int) -> Sequence[Pair] | Broken:
    """The next page; where it cannot be read, the readable events before the first that cannot."""
    after = Position(chain.head.position)
    try:
        return pairs(log, after=after, limit=limit)
    except LogError as error:
        if limit == 1:
            return Broken(position=after + 1, reason=f"cannot be read: {error}")
        return _page(log, chain, limit=limit // 2)


def _differing(walked: Head, head: Head) -> Broken | None:
    if walked == head:
        return None
    return Broken(position=head.position, reason="the head names another hash than the last event has")


def _beyond(log: EventLog, head: Head) -> Broken | None:
    """Find an event above the head: the head is read again after it, and an honest writer moves both at once."""
    try:
        page = log.tail(after=Position(head.position), limit=1)
        honest = not page or head.position < page[0].position <= log.head().position
    except LogError as error:
        return Broken(position=head.position + 1, reason=f"cannot be read: {error}")
    if honest:
        return None
    return Broken(position=min(page[0].position, head.position + 1), reason=f"expected the end, found event {page[0].position}")


def _misread(log: EventLog, chain: Chain) -> Broken | None:
    """Find the first event that its stream does not give, or gives out of turn: the chain holds, the index does not."""
    found = [broken for stream, version in chain.versions.items() if (broken := _misread_stream(log, StreamName(stream), version, chain.head))]
    return min(found, key=lambda broken: broken.position, default=None)


def _misread_stream(log: EventLog, stream: StreamName, last: int, head: Head) -> Broken | None:
    try:
        page = [stored for stored in log.read(stream) if stored.position <= head.position]
        page += [stored for stored in log.read(stream, after=Version(last)) if stored.position <= head.position]
    except LogError as error:
        return Broken(position=_position(log, stream, 1), reason=f"stream {stream!r} cannot be read: {error}")
    for version, stored in enumerate(page, start=1):
        if stored.stream != stream or version > last:
            return Broken(position=stored.position, reason=f"is given by stream {stream!r} out of turn")
        if stored.version != version:
            return Broken(position=_position(log, stream, version), reason=f"is not given by its stream {stream!r} as version {version}")
    if len(page) < last:
        version = len(page) + 1
        return Broken(position=_position(log, stream, version), reason=f"is not given by its stream {stream!r} as version {version}")
    return None


def _misplaced(log: EventLog, head: Head) -> Broken | None:
    """Find where the spans of the streams do not hold together: some of their numbers count only when a stream is read from its middle."""
    if not isinstance(log, Indexed):
        return None
    try:
        position = log.misplaced()
    except LogError as error:
        return Broken(position=head.position, reason=f"the index of streams cannot be read: {error}")
    if position is None:
        return None
    return Broken(position=position, reason="the index of streams does not name it once, as what it is")


def _position(log: EventLog, stream: StreamName, version: int) -> int:
    """Where an event stands that its stream does not give: found by walking the whole log, whose chain holds."""
    after = Position(0)
    while page := log.tail(after=after, limit=_PAGE_EVENTS):
        after = page[-1].position
        for stored in page:
            if (stored.stream, stored.version) == (stream, version):
                return stored.position
    return after


def _forgotten(log: EventLog, head: Head, checkpoints: Iterable[Head]) -> Broken | None:
    """Find the first kept head that this log never had, or has no more."""
    for kept in sorted(checkpoints, key=lambda one: one.position):
        if kept.position > head.position:
            return Broken(position=head.position + 1, reason=f"a checkpoint names position {kept.position}, and the log ends at {head.position}")
        page = log.tail(after=Position(kept.position - 1), limit=1)
        if page and page[0].hash != kept.hash:
            return Broken(position=kept.position, reason="a checkpoint names another hash: the log was made anew up to here")
    return None
