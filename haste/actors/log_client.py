"""The log and the blobs as every actor sees them on every node: an EventLog and a BlobStore over the keeper's calls."""

from collections.abc import Sequence
from typing import Any, Protocol

import msgspec

from haste.actors.log_keeper import pack_writes
from haste.events.chain import Head
from haste.events.codec import typed, unpack
from haste.events.event import Recorded, Stored
from haste.ports import Write
from haste.vocabulary.ids import BlobId, Position, StreamName, Version

_head = msgspec.msgpack.Decoder(Head)


class KeeperCalls(Protocol):
    """One call of the keeper. Asks again by itself while the keeper's process is being replaced."""

    def __call__(self, name: str, *arguments: Any) -> bytes:  # noqa: ANN401 - text, numbers or bytes, as the call wants
        """The keeper's answer."""


class LogClient:
    """An EventLog. Blocking, so async actors call it in a thread."""

    def __init__(self, calls: KeeperCalls) -> None:
        """Keep the way to the keeper."""
        self._calls = calls

    def append(self, writes: Sequence[Write], *, key: str) -> tuple[Recorded, ...]:
        """Append through the keeper; the key makes asking twice safe."""
        return typed(unpack(self._calls("append", pack_writes(writes, key=key), key)))

    def read(self, stream: StreamName, *, after: Version = Version(0)) -> tuple[Stored, ...]:
        """All events of one stream above a version."""
        return unpack(self._calls("read", stream, after))

    def tail(self, *, after: Position, limit: int) -> tuple[Stored, ...]:
        """Events of all streams above a position."""
        return unpack(self._calls("tail", after, limit))

    def head(self) -> Head:
        """The end of the log."""
        return _head.decode(self._calls("head"))


class BlobClient:
    """A BlobStore. Blocking, so async actors call it in a thread."""

    def __init__(self, calls: KeeperCalls) -> None:
        """Keep the way to the keeper."""
        self._calls = calls

    def put(self, data: bytes) -> BlobId:
        """Store bytes through the keeper."""
        return BlobId(self._calls("put_blob", data).decode())

    def get(self, blob: BlobId) -> bytes:
        """The bytes of that name."""
        return self._calls("get_blob", blob)
