"""The one actor that appends: everybody else reaches the log and the blobs through it."""

from collections.abc import Callable, Sequence
from typing import Any

import msgspec

from haste.errors import HasteError
from haste.events.codec import stored
from haste.ports import BlobStore
from haste.store.committing import LogStore
from haste.store.grouping import GroupCommit
from haste.store.stamping import Answer, Call, refused
from haste.vocabulary.ids import BlobId, Position, StreamName, Version

__all__ = ["LogKeeper", "stored"]

_encoder = msgspec.msgpack.Encoder()
_calls = msgspec.msgpack.Decoder(tuple[Call, ...])


class LogKeeper:
    """Answers eight calls, each with bytes in and bytes out; its state is the log and nothing else.

    May be called from several threads: appends that come at the same time become durable together.
    """

    def __init__(self, *, log: LogStore, blobs: BlobStore) -> None:
        """Keep an open log and open blobs."""
        self._group = GroupCommit(log)
        self._answers: dict[str, Callable[..., bytes]] = {
            "append": self._append,
            "commit": self._commit,
            "read": lambda stream, after: _encoder.encode(log.read_rows(StreamName(stream), after=Version(after))),
            "tail": lambda after, limit: _encoder.encode(log.rows(after=Position(after), limit=limit)),
            "packed": lambda after, limit: log.packed(after=Position(after), limit=limit),
            "head": lambda: _encoder.encode(log.head()),
            "put_blob": lambda data: str(blobs.put(data)).encode(),
            "get_blob": lambda blob: blobs.get(BlobId(blob)),
        }

    def call(self, name: str, *arguments: Any) -> bytes:  # noqa: ANN401 - text, numbers or bytes, as the call wants
        """Answer one call of `haste.actors.log_client`."""
        return self._answers[name](*arguments)

    def _append(self, blob: bytes) -> bytes:
        """The envelopes of one append, or its error. Its data stay here: whoever asks has them."""
        (answer,) = self._answered(blob)
        if isinstance(answer, HasteError):
            raise answer
        return _encoder.encode([envelope for envelope, _ in answer])

    def _commit(self, blob: bytes) -> bytes:
        """The same for several appends. One that was refused brings nothing, and is told why when it is asked for by itself."""
        answers = self._answered(blob)
        return _encoder.encode([None if isinstance(answer, HasteError) else [envelope for envelope, _ in answer] for answer in answers])

    def _answered(self, blob: bytes) -> Sequence[Answer]:
        calls = _calls.decode(blob)
        illegible = refused(calls)  # nobody else looks at them before they are written for good
        answers = iter(self._group.commit([call for number, call in enumerate(calls) if number not in illegible]))
        return [illegible.get(number) or next(answers) for number in range(len(calls))]
