"""The one actor that appends: everybody else reaches the log and the blobs through it."""

from collections.abc import Callable
from typing import Any

import msgspec

from haste.events.codec import decode, encode, pack
from haste.events.event import Event, Recorded, Stored
from haste.ports import BlobStore, EventLog, Write
from haste.vocabulary.ids import BlobId, Position, StreamName, Version


class WireWrite(msgspec.Struct, frozen=True, kw_only=True, array_like=True):
    """A Write on its way between processes: its events as the bytes that the log will hold."""

    stream: StreamName
    events: tuple[bytes, ...]
    expected: int
    actor: str
    causation: Position
    correlation: str


_encoder = msgspec.msgpack.Encoder()
_writes = msgspec.msgpack.Decoder(tuple[WireWrite, ...])


def pack_writes(writes: tuple[Write, ...]) -> bytes:
    """Writes as one blob."""
    return _encoder.encode(
        tuple(
            WireWrite(
                stream=write.stream,
                events=tuple(encode(event) for event in write.events),
                expected=write.expected,
                actor=write.actor,
                causation=write.causation,
                correlation=write.correlation,
            )
            for write in writes
        )
    )


def stored(recorded: Recorded) -> Stored:
    """The stored form of an event that has just been recorded."""
    return Stored(
        position=recorded.position,
        stream=recorded.stream,
        version=recorded.version,
        time=recorded.time,
        actor=recorded.actor,
        causation=recorded.causation,
        correlation=recorded.correlation,
        key=recorded.key,
        data=encode(recorded.event),
        hash=recorded.hash,
    )


class LogKeeper:
    """Answers six calls, each with bytes in and bytes out; its state is the log and nothing else."""

    def __init__(self, *, log: EventLog, blobs: BlobStore) -> None:
        """Keep an open log and open blobs."""
        self._log = log
        self._blobs = blobs
        self._calls: dict[str, Callable[..., bytes]] = {
            "append": self._append,
            "read": lambda stream, after: pack(log.read(StreamName(stream), after=Version(after))),
            "tail": lambda after, limit: pack(log.tail(after=Position(after), limit=limit)),
            "head": lambda: _encoder.encode(log.head()),
            "put_blob": lambda data: str(blobs.put(data)).encode(),
            "get_blob": lambda blob: blobs.get(BlobId(blob)),
        }

    def call(self, name: str, *arguments: Any) -> bytes:  # noqa: ANN401 - text, numbers or bytes, as the call wants
        """Answer one call of `haste.actors.log_client`."""
        return self._calls[name](*arguments)

    def _append(self, blob: bytes, key: str) -> bytes:
        writes = tuple(
            Write(
                stream=write.stream,
                events=tuple[Event, ...](decode(data) for data in write.events),
                expected=write.expected,
                actor=write.actor,
                causation=write.causation,
                correlation=write.correlation,
            )
            for write in _writes.decode(blob)
        )
        return pack(stored(recorded) for recorded in self._log.append(writes, key=key))
