"""The log and the blobs as every actor sees them on every node: an EventLog and a BlobStore over the keeper's calls."""

from collections.abc import Sequence
from itertools import chain
from typing import Any, Protocol

import msgspec

from haste.errors import HasteError
from haste.events.chain import Head
from haste.events.event import Recorded, Stored
from haste.events.rows import Pair, page
from haste.ports import Write
from haste.store.committing import appended
from haste.store.grouping import GroupCommit
from haste.store.stamping import Answer, Call
from haste.vocabulary.ids import BlobId, Position, StreamName, Version

_encoder = msgspec.msgpack.Encoder()
_head = msgspec.msgpack.Decoder(Head)
_pairs = msgspec.msgpack.Decoder(tuple[Pair, ...])
_envelopes = msgspec.msgpack.Decoder(list[bytes])
_answers = msgspec.msgpack.Decoder(list[list[bytes] | None])


class KeeperCalls(Protocol):
    """One call of the keeper. Asks again by itself while the keeper's process is being replaced."""

    def __call__(self, name: str, *arguments: Any) -> bytes:  # noqa: ANN401 - text, numbers or bytes, as the call wants
        """The keeper's answer."""


class LogClient:
    """A log that the keeper writes. Blocking, so async actors call it in threads: what those append at the same time is one call."""

    def __init__(self, calls: KeeperCalls) -> None:
        """Keep the way to the keeper."""
        self._calls = calls
        self._group = GroupCommit(self)

    def append(self, writes: Sequence[Write], *, key: str) -> tuple[Recorded, ...]:
        """Append through the keeper; the key makes asking twice safe."""
        return appended(self._group, writes, key=key)

    def commit(self, calls: Sequence[Call]) -> tuple[Answer, ...]:
        """Several appends by one call of the keeper."""
        answers = _answers.decode(self._calls("commit", _encoder.encode(calls)))
        return tuple([self._alone(call) if answer is None else _paired(call, answer) for call, answer in zip(calls, answers, strict=True)])

    def read(self, stream: StreamName, *, after: Version = Version(0)) -> tuple[Stored, ...]:
        """All events of one stream above a version."""
        return page(self.read_rows(stream, after=after), where="log keeper")

    def tail(self, *, after: Position, limit: int) -> tuple[Stored, ...]:
        """Events of all streams above a position."""
        return page(self.rows(after=after, limit=limit), where="log keeper")

    def head(self) -> Head:
        """The end of the log."""
        return _head.decode(self._calls("head"))

    def rows(self, *, after: Position, limit: int) -> Sequence[Pair]:
        """At most `limit` events above a position, as (envelope, data)."""
        return _pairs.decode(self._calls("tail", after, limit))

    def read_rows(self, stream: StreamName, *, after: Version = Version(0)) -> Sequence[Pair]:
        """All events of one stream above a version, as (envelope, data)."""
        return _pairs.decode(self._calls("read", stream, after))

    def packed(self, *, after: Position, limit: int) -> bytes:
        """The data of events above a position as one page."""
        return self._calls("packed", after, limit)

    def _alone(self, call: Call) -> Answer:
        """A call that was refused in a group: asked for by itself, it brings its error, or its events after all."""
        try:
            return _paired(call, _envelopes.decode(self._calls("append", _encoder.encode([call]))))
        except HasteError as error:
            return error


def _paired(call: Call, envelopes: Sequence[bytes]) -> tuple[Pair, ...]:
    """The events of a call: the keeper's envelopes, and the data that were sent. A repeated call stored the same, or it is refused."""
    return tuple(zip(envelopes, chain.from_iterable(draft.data for draft in call.drafts), strict=True))


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
