"""The hash chain over stored bytes: a changed byte, a missing event or a changed order breaks every hash that follows."""

import hashlib
from collections.abc import Iterable

import msgspec

from haste.events.event import Stored

GENESIS = b"\0" * 32  # the hash before the first event

_encoder = msgspec.msgpack.Encoder()


class Head(msgspec.Struct, frozen=True, kw_only=True):
    """End of a log: the last position and its hash, which stands for the whole history."""

    position: int
    hash: bytes


class Broken(msgspec.Struct, frozen=True, kw_only=True):
    """The first place where a log does not hold together."""

    position: int
    reason: str


EMPTY = Head(position=0, hash=GENESIS)


def link(previous: bytes, stored: Stored) -> bytes:
    """SHA-256 of one event: covers the previous hash, the whole envelope and the event's bytes. 32 bytes."""
    covered = (
        previous,
        stored.position,
        stored.stream,
        stored.version,
        stored.time,
        stored.actor,
        stored.causation,
        stored.correlation,
        stored.key,
        stored.data,
    )
    return hashlib.sha256(_encoder.encode(covered)).digest()


class Chain:
    """Walks a log from its first event and remembers where it is: feed it pages in order, then ask for the end."""

    def __init__(self) -> None:
        """Start before the first event."""
        self.head = EMPTY
        self._versions: dict[str, int] = {}

    def follow(self, page: Iterable[Stored]) -> Broken | None:
        """Check one page.

        Returns:
            None while all is well, else the first event that does not follow from the one before.
        """
        for stored in page:
            if broken := self._check(stored):
                return broken
            self._versions[stored.stream] = stored.version
            self.head = Head(position=stored.position, hash=stored.hash)
        return None

    def _check(self, stored: Stored) -> Broken | None:
        position = self.head.position + 1
        if stored.position != position:
            return Broken(position=position, reason=f"expected position {position}, found {stored.position}")
        version = self._versions.get(stored.stream, 0) + 1
        if stored.version != version:
            return Broken(
                position=position,
                reason=f"stream {stored.stream!r}: expected version {version}, found {stored.version}",
            )
        if link(self.head.hash, stored) != stored.hash:
            return Broken(position=position, reason="its bytes do not match its hash: something was changed")
        return None
