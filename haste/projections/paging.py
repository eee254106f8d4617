"""Pages of a log as bytes, for whoever walks all of it: no value is made of an event that nobody looks at."""

from collections.abc import Sequence

from haste.events import rows
from haste.events.rows import Pair
from haste.ports import EventLog
from haste.vocabulary.ids import Position


def pairs(log: EventLog, *, after: Position, limit: int) -> Sequence[Pair]:
    """A page in the bytes that are there, where the log gives them; else in bytes that its values are made into again.

    Args:
        log: Of any kind.
        after: The position before the first event of the page.
        limit: How many events at most.

    Returns:
        (envelope, data) of each event, in order.
    """
    as_kept = getattr(log, "rows", None)
    if as_kept is not None:
        page: Sequence[Pair] = as_kept(after=after, limit=limit)
        return page
    return [(rows.envelope(stored), stored.data) for stored in log.tail(after=after, limit=limit)]
