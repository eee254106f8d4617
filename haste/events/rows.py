"""What a durable log keeps of an event: two byte strings, and how they become events again.

The *envelope* is a msgpack array of nine: position, stream, version, time, actor, causation, correlation, key, hash.
The *data* are the event itself. They lie apart, so that a fold over all events reads and decodes no envelope.
"""

from collections.abc import Sequence
from struct import Struct

import msgspec

from haste.errors import CorruptLogError
from haste.events.event import Envelope, Stored

HASH_BYTES = 32  # at the end of every envelope
UNREADABLE = (msgspec.MsgspecError, UnicodeDecodeError, RecursionError, TypeError)  # what damaged msgpack comes to, or a column that is no bytes

_array = Struct(">BI").pack  # head of a msgpack array of any length; of bytes with 0xC6 in place of 0xDD
_FIELDS = b"\x9a"  # an array of ten: the envelope's nine, and the data
_encoder = msgspec.msgpack.Encoder()
_page_decoder = msgspec.msgpack.Decoder(tuple[Stored, ...])
_envelopes_decoder = msgspec.msgpack.Decoder(list[Envelope])


Pair = tuple[bytes, bytes]  # envelope and data of one event


def envelope(stored: Stored) -> bytes:
    """The envelope's bytes, made anew from its fields."""
    return _encoder.encode(
        (
            stored.position,
            stored.stream,
            stored.version,
            stored.time,
            stored.actor,
            stored.causation,
            stored.correlation,
            stored.key,
            stored.hash,
        )
    )


def packed(values: Sequence[bytes]) -> bytes:
    """One msgpack array of these values, so that a page is decoded by one call.

    Raises:
        CorruptLogError: One of them is no bytes: a database whose file was damaged gives such.
    """
    try:
        return b"".join([_array(0xDD, len(values)), *values])
    except TypeError as error:
        raise _corrupt(error, "a page of the log") from error


def joined(count: int, values: bytes) -> bytes:
    """The same of values that stand one behind the other already."""
    return _array(0xDD, count) + values


def packed_rows(pairs: Sequence[Pair]) -> bytes:
    """A page of (envelope, data) as one msgpack array of `haste.events.event.Stored`, without making one of them."""
    parts = [_array(0xDD, len(pairs))]
    for head, data in pairs:
        parts += (_FIELDS, head[1:], _array(0xC6, len(data)), data)
    return b"".join(parts)


def page(pairs: Sequence[Pair], *, where: str) -> tuple[Stored, ...]:
    """A page of (envelope, data) as values.

    Raises:
        CorruptLogError: An envelope is none.
    """
    try:
        return _page_decoder.decode(packed_rows(pairs))
    except UNREADABLE as error:
        raise _corrupt(error, where) from error


def envelopes(pairs: Sequence[Pair], *, where: str) -> list[Envelope]:
    """The envelopes of a page by themselves.

    Raises:
        CorruptLogError: One of them is none.
    """
    try:
        return _envelopes_decoder.decode(packed([head for head, _ in pairs]))
    except UNREADABLE as error:
        raise _corrupt(error, where) from error


def _corrupt(error: Exception, where: str) -> CorruptLogError:
    return CorruptLogError(
        expected="envelopes of nine fields",
        found=str(error),
        where=where,
        next_step="Run `haste log verify` to find the first bad position; restore a copy.",
    )
