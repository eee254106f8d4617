"""The hash chain over stored bytes: a changed byte, a missing event or a changed order breaks every hash that follows."""

import hashlib
from collections.abc import Iterable, Sequence

import msgspec

from haste.errors import CorruptLogError
from haste.events import rows
from haste.events.event import Stored
from haste.events.rows import HASH_BYTES, UNREADABLE, Pair

GENESIS = b"\0" * HASH_BYTES  # the hash before the first event

_sha256 = hashlib.sha256


class Head(msgspec.Struct, frozen=True, kw_only=True):
    """End of a log: the last position and its hash, which stands for the whole history."""

    position: int
    hash: bytes


class Broken(msgspec.Struct, frozen=True, kw_only=True):
    """The first place where a log does not hold together."""

    position: int
    reason: str


EMPTY = Head(position=0, hash=GENESIS)


class _Place(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """The first three fields of an envelope."""

    position: int
    stream: str
    version: int


_places = msgspec.msgpack.Decoder(list[_Place])


def link(previous: bytes, envelope: bytes, data: bytes) -> bytes:
    """SHA-256 of one event: the previous hash, the envelope without its own hash, the event's bytes. 32 bytes.

    Envelope and data are msgpack, which says where it ends: nothing can move from one to the other unseen.
    """
    return _sha256(previous + envelope[:-HASH_BYTES] + data).digest()


class Chain:
    """Walks a log from its first event and remembers where it is: feed it pages in order, then ask for the end."""

    def __init__(self) -> None:
        """Start before the first event."""
        self.head = EMPTY
        self.versions: dict[str, int] = {}  # of each stream, as of the head

    def follow(self, page: Iterable[Stored]) -> Broken | None:
        """Check one page.

        Returns:
            None while all is well, else the first event that does not follow from the one before.
        """
        return self.follow_rows([(rows.envelope(stored), stored.data) for stored in page])

    def follow_rows(self, page: Sequence[Pair]) -> Broken | None:
        """Check one page of (envelope, data), as `follow` does."""
        try:
            places = _places.decode(rows.packed([envelope for envelope, _ in page]))
        except (*UNREADABLE, CorruptLogError) as error:
            if len(page) == 1:
                return Broken(position=self.head.position + 1, reason=f"its envelope cannot be read: {error}")
            return self._one_by_one(page)
        previous, position, versions = self.head.hash, self.head.position, self.versions
        broken = None
        for (envelope, data), place in zip(page, places, strict=True):
            try:
                digest = _sha256(previous + envelope[:-HASH_BYTES] + data).digest()  # as in `link`, without a call for each event
            except TypeError as error:
                broken = Broken(position=position + 1, reason=f"its data are no bytes: {error}")
                break
            stream, version = place.stream, place.version
            if not envelope.endswith(digest) or place.position != position + 1 or versions.get(stream, 0) != version - 1:
                broken = _broken(place, Head(position=position, hash=previous), versions)
                break
            versions[stream] = version
            previous, position = digest, position + 1
        self.head = Head(position=position, hash=previous)
        return broken

    def _one_by_one(self, page: Sequence[Pair]) -> Broken | None:
        """Find the event that makes a page unreadable."""
        return next((broken for pair in page if (broken := self.follow_rows([pair]))), None)


def _broken(place: _Place, head: Head, versions: dict[str, int]) -> Broken:
    """What is wrong with the first event that does not follow."""
    position = head.position + 1
    if place.position != position:
        return Broken(position=position, reason=f"expected position {position}, found {place.position}")
    version = versions.get(place.stream, 0) + 1
    if place.version != version:
        return Broken(position=position, reason=f"stream {place.stream!r}: expected version {version}, found {place.version}")
    return Broken(position=position, reason="its bytes do not match its hash: something was changed")
