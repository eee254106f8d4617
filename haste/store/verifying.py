"""Walks a whole log and compares it with its hash chain and its head, also while others append to it."""

from haste.errors import LogError
from haste.events.chain import Broken, Chain, Head
from haste.events.event import Stored
from haste.ports import EventLog
from haste.vocabulary.ids import Position

_PAGE_EVENTS = 1000


def verify(log: EventLog) -> Head | Broken:
    """Check every event up to the head that the log has now.

    A chain alone cannot show that a whole log was made anew, or set back to an older copy of itself: compare the
    head with one that was kept elsewhere.

    Returns:
        The head where all is well, else the first position at which the log does not hold together.
    """
    chain = Chain()
    try:
        head = log.head()
    except LogError as error:
        return _walked(log, chain, to=None) or Broken(position=chain.head.position, reason=f"the head cannot be read: {error}")
    return _walked(log, chain, to=head.position) or _differing(chain.head, head) or _beyond(log, head) or head


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
        if broken := chain.follow(page):
            return broken
    return None


def _page(log: EventLog, chain: Chain, *, limit: int) -> tuple[Stored, ...] | Broken:
    """The next page; where it cannot be read, the readable events before the first that cannot."""
    after = Position(chain.head.position)
    try:
        return log.tail(after=after, limit=limit)
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
        honest = not page or page[0].position <= log.head().position
    except LogError as error:
        return Broken(position=head.position + 1, reason=f"cannot be read: {error}")
    return None if honest else Broken(position=head.position + 1, reason=f"expected the end, found event {page[0].position}")
