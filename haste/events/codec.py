"""Events to bytes and back: msgpack, because NaN and infinity must round-trip; sorted keys, because bytes are hashed."""

from collections.abc import Iterable
from functools import reduce
from operator import or_
from typing import Any

import msgspec

from haste.errors import CodecError
from haste.events.catalogue import CATALOGUE
from haste.events.event import Event, Recorded, Stored

_encoder = msgspec.msgpack.Encoder(order="sorted")
_union: Any = reduce(or_, CATALOGUE)
_decoder: msgspec.msgpack.Decoder[Event] = msgspec.msgpack.Decoder(_union)
_page_decoder = msgspec.msgpack.Decoder(tuple[Stored, ...])


def encode(event: Event) -> bytes:
    """Canonical bytes of an event: equal events give equal bytes.

    Raises:
        CodecError: A value does not fit msgpack, for example an integer of more than 64 bits.
    """
    try:
        return _encoder.encode(event)
    except (TypeError, ValueError, OverflowError) as error:
        raise CodecError(
            expected="values that msgpack holds: 64-bit integers, floats, valid text",
            found=str(error),
            where=type(event).__name__,
            next_step="Change the value; nothing was written.",
        ) from error


def decode(data: bytes) -> Event:
    """The event in these bytes.

    Raises:
        CodecError: The tag is not known, or a field does not fit.
    """
    try:
        return _decoder.decode(data)
    except msgspec.MsgspecError as error:
        raise CodecError(
            expected="one event of the catalogue",
            found=str(error),
            where=f"{len(data)} stored bytes",
            next_step="If a newer version of haste wrote this log, use that version to read it.",
        ) from error


def typed(page: Iterable[Stored]) -> tuple[Recorded, ...]:
    """Decode a page of stored events, in order."""
    return tuple(
        Recorded(
            event=decode(stored.data),
            stream=stored.stream,
            version=stored.version,
            position=stored.position,
            time=stored.time,
            actor=stored.actor,
            causation=stored.causation,
            correlation=stored.correlation,
            key=stored.key,
            hash=stored.hash,
        )
        for stored in page
    )


def pack(page: Iterable[Stored]) -> bytes:
    """A page of stored events as one blob, for the way between actors."""
    return _encoder.encode(tuple(page))


def unpack(blob: bytes) -> tuple[Stored, ...]:
    """The page in a blob made by `pack`."""
    return _page_decoder.decode(blob)


def tag(kind: type[Event]) -> str:
    """The tag of an event class: `noun.verb.vN`."""
    return str(kind.__struct_config__.tag)
