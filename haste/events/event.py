"""The root of all events, and the forms in which a log holds one."""

import msgspec

from haste.vocabulary.ids import Position, StreamName, Time, Version

FORMAT = 1  # of logs: every tag, its bytes and every version of the rules stay as they are, for ever


class Event(msgspec.Struct, frozen=True, kw_only=True, gc=False):  # no event can hold itself: nothing to find for the collector of cycles
    """A fact. Each subclass has a tag `noun.verb.vN` that never changes once a log holds it."""

    @property
    def stream(self) -> StreamName:
        """The stream that holds all facts about the same thing."""
        raise NotImplementedError


class Envelope(msgspec.Struct, frozen=True, kw_only=True, array_like=True, gc=False):
    """All that a log keeps about an event beside the event itself."""

    position: Position  # place in the log, dense from 1
    stream: StreamName
    version: Version  # place in its stream, dense from 1
    time: Time  # when the writer stored it: for people, never for order
    actor: str  # who appended it: "orchestrator", "worker:<run>" ...
    causation: Position  # the newest event of its stream that its writer had folded; 0 where a person asked
    correlation: str  # the sweep or command that it belongs to
    key: str  # of the append call, so that a retry finds its events again
    hash: bytes  # SHA-256 over the previous hash, everything above and the data, 32 bytes


class Stored(Envelope, frozen=True, kw_only=True, array_like=True):
    """One event as a log keeps it: its envelope, and the bytes of the event."""

    data: bytes  # msgpack


class Recorded(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One event as readers meet it: the same envelope, with the event decoded."""

    event: Event
    stream: StreamName
    version: Version
    position: Position
    time: Time
    actor: str
    causation: Position
    correlation: str
    key: str
    hash: bytes
