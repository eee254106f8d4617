"""Where the events of a whole log belong in a table: ids of streams, and spans of append calls, told from the events themselves."""

from collections.abc import Iterator

from haste.events.event import Stored
from haste.vocabulary.ids import StreamName

Span = tuple[str, int, int]  # key of a call, its first and last position


class Placing:
    """Is shown each event of a log in order."""

    def __init__(self) -> None:
        """Start before the first."""
        self._streams: dict[StreamName, int] = {}
        self._calls: dict[str, tuple[int, int]] = {}

    def stream(self, stored: Stored) -> tuple[int, bool]:
        """The id of the event's stream, which is the position of its first event, and whether this is that one."""
        fresh = stored.stream not in self._streams
        first, _ = self._calls.get(stored.key, (stored.position, 0))
        self._calls[stored.key] = (first, stored.position)
        return self._streams.setdefault(stored.stream, stored.position), fresh

    def streams(self) -> Iterator[tuple[int, StreamName]]:
        """Id and name of every stream shown."""
        return ((first, name) for name, first in self._streams.items())

    def calls(self) -> Iterator[Span]:
        """Every call shown: its events stand one behind the other."""
        return ((key, first, last) for key, (first, last) in self._calls.items())
