"""A bookmark in the log: folds what is new of some streams into a state, and remembers up to where."""

from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from haste.events.codec import typed
from haste.events.event import Event, Recorded
from haste.ports import EventLog
from haste.vocabulary.ids import Position, StreamName, SweepId, Version

State = TypeVar("State")
_PAGE = 2000


class Follower(Generic[State]):
    """Folds some streams of the log into a state, and remembers up to where.

    Args:
        log: Where the events are.
        streams: The streams that the state depends on.
        state: The state before the first event.
        evolve: Applies one event.
    """

    def __init__(self, log: EventLog, streams: Sequence[StreamName], state: State, evolve: Callable[[State, Event], State]) -> None:
        self.state = state
        self.read_to = Position(0)
        self._log = log
        self._evolve = evolve
        self._newest: dict[StreamName, Recorded | None] = dict.fromkeys(streams)

    def newest(self, stream: StreamName) -> tuple[Version, Position]:
        """Version and position of the newest event folded from a stream; zeros before the first."""
        recorded = self._newest.get(stream)
        return (recorded.version, recorded.position) if recorded else (Version(0), Position(0))

    def last(self) -> Recorded | None:
        """The newest event folded from any stream."""
        return max((recorded for recorded in self._newest.values() if recorded), key=lambda recorded: recorded.position, default=None)

    def catch_up(self) -> tuple[Recorded, ...]:
        """Fold all events up to the head as it is now, in order of position; later ones wait for the next call.

        Returns:
            The events that were new.
        """
        head = Position(self._log.head().position)
        pages = [self._log.read(stream, after=self.newest(stream)[0]) for stream in tuple(self._newest)]
        new = typed(sorted((stored for page in pages for stored in page if stored.position <= head), key=lambda stored: stored.position))
        for recorded in new:
            self.state = self._evolve(self.state, recorded.event)
            self._newest[recorded.stream] = recorded
        self.read_to = head
        return new


def correlated(log: EventLog, sweep: SweepId, *, to: Position) -> tuple[Recorded, ...]:
    """All events up to a position that belong to a sweep, of whatever stream: its own, those of its runs, and of the skills that it made."""
    found: list[Recorded] = []
    after = Position(0)
    while page := log.tail(after=after, limit=min(_PAGE, to - after)):
        after = page[-1].position
        found += typed(stored for stored in page if stored.correlation == sweep)
    return tuple(found)
