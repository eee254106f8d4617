"""The one actor that appends: everybody else reaches the log and the blobs through it."""

from collections.abc import Callable, Sequence
from typing import Any

import msgspec

from haste.errors import CodecError
from haste.events.codec import decode, encode, pack
from haste.events.event import Event, Recorded, Stored
from haste.ports import BlobStore, EventLog, Write
from haste.store.stamping import drafted
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


def pack_writes(writes: Sequence[Write], *, key: str) -> bytes:
    """Writes as one blob.

    Raises:
        CodecError: An event, or a word beside it, has no bytes.
    """
    return _encoder.encode(
        tuple(
            WireWrite(
                stream=draft.write.stream,
                events=draft.data,
                expected=draft.write.expected,
                actor=draft.write.actor,
                causation=draft.write.causation,
                correlation=draft.write.correlation,
            )
            for draft in drafted(writes, key=key)
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
                events=tuple(_legible(data, write.stream) for data in write.events),
                expected=write.expected,
                actor=write.actor,
                causation=write.causation,
                correlation=write.correlation,
            )
            for write in _writes.decode(blob)
        )
        return pack(stored(recorded) for recorded in self._log.append(writes, key=key))


def _legible(data: bytes, stream: StreamName) -> Event:
    """The event in these bytes, refused before it gets to the log where no reader could decode it."""
    try:
        return decode(data)
    except CodecError as error:
        next_step = "Change the value; nothing was written."
        raise CodecError(expected=error.expected, found=error.found, where=f"append to {stream!r}", next_step=next_step) from error
