"""Events to bytes and back: msgpack, because NaN and infinity must round-trip; sorted keys, because bytes are hashed."""

from collections.abc import Iterable, Sequence
from functools import reduce
from operator import or_
from typing import Any, Generic, TypeVar

import msgspec

from haste.errors import CodecError
from haste.events import rows
from haste.events.catalogue import CATALOGUE
from haste.events.event import Envelope, Event, Recorded, Stored
from haste.events.rows import UNREADABLE
from haste.events.upcasting import upcast

Kind = TypeVar("Kind")

_encoder = msgspec.msgpack.Encoder(order="sorted")
_union: Any = reduce(or_, CATALOGUE)
_decoder: msgspec.msgpack.Decoder[Event] = msgspec.msgpack.Decoder(_union)
_events: msgspec.msgpack.Decoder[list[Event]] = msgspec.msgpack.Decoder(list[_union])
_raws = msgspec.msgpack.Decoder(list[msgspec.Raw])
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
    """The event in these bytes; one of an earlier version as today's.

    Raises:
        CodecError: The tag is not known, or a field does not fit.
    """
    try:
        return _decoder.decode(data)
    except UNREADABLE as error:
        newer = upcast(data)
        if newer is not None:
            return decode(newer)
        raise CodecError(
            expected="one event of the catalogue",
            found=str(error),
            where=f"{len(data)} stored bytes",
            next_step="If a newer version of haste wrote this log, use that version to read it.",
        ) from error


def events(page: bytes) -> list[Event]:
    """The events of a page, in order: decoded together, which is much quicker than one by one.

    Args:
        page: One msgpack array of their data, as `haste.events.rows.packed` makes it.

    Raises:
        CodecError: One of them is no event.
    """
    try:
        return _events.decode(page)
    except UNREADABLE:
        return [decode(data) for data in _parts(page)]


def _parts(page: bytes) -> list[bytes]:
    """The data of the events of a page, taken apart again to decode the old ones among them."""
    try:
        return [bytes(part) for part in _raws.decode(page)]
    except UNREADABLE as error:
        next_step = "Run `haste log verify` to find the first bad position; restore a copy."
        raise CodecError(expected="a page of events", found=str(error), where=f"{len(page)} stored bytes", next_step=next_step) from error


class Narrow(Generic[Kind]):
    """Decodes some kinds of events and passes over the rest, for a fold that reads few of them.

    Args:
        kinds: Event classes, or other structs with the tag of one and those of its fields that are wanted.
    """

    def __init__(self, *kinds: type[Kind]) -> None:
        wanted = {_tag_of(kind): kind for kind in kinds}
        passed = [msgspec.defstruct("Passed", [], tag=tag(kind), frozen=True, gc=False) for kind in CATALOGUE if tag(kind) not in wanted]
        self._passed = frozenset(passed)
        self._decoder = msgspec.msgpack.Decoder(list[reduce(or_, [*wanted.values(), *passed])])  # type: ignore[misc]  # a union that is made here
        self._one = msgspec.msgpack.Decoder(reduce(or_, [*wanted.values(), *passed]))

    def decode(self, page: bytes) -> list[Kind | None]:
        """The events of a page, in order; None in the place of one that is not wanted.

        Raises:
            CodecError: One of them is no event.
        """
        try:
            found = self._decoder.decode(page)
        except UNREADABLE:
            found = [self._one.decode(encode(decode(data))) for data in _parts(page)]
        passed = self._passed
        return [None if type(event) in passed else event for event in found]


def typed(page: Iterable[Stored]) -> tuple[Recorded, ...]:
    """Decode a page of stored events, in order."""
    stored_page = tuple(page)
    return recorded(stored_page, events(rows.packed([stored.data for stored in stored_page])))


def recorded(page: Sequence[Envelope], decoded: Sequence[Event]) -> tuple[Recorded, ...]:
    """A page with its events, which have been decoded already."""
    return tuple(
        Recorded(
            event=event,
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
        for stored, event in zip(page, decoded, strict=True)
    )


def stored(recorded_event: Recorded) -> Stored:
    """The stored form of an event that was recorded."""
    return Stored(
        position=recorded_event.position,
        stream=recorded_event.stream,
        version=recorded_event.version,
        time=recorded_event.time,
        actor=recorded_event.actor,
        causation=recorded_event.causation,
        correlation=recorded_event.correlation,
        key=recorded_event.key,
        hash=recorded_event.hash,
        data=encode(recorded_event.event),
    )


def pack(page: Iterable[Stored]) -> bytes:
    """A page of stored events as one blob, for the way between actors."""
    return _encoder.encode(tuple(page))


def unpack(blob: bytes) -> tuple[Stored, ...]:
    """The page in a blob made by `pack`, or by `haste.events.rows.packed_rows`."""
    return _page_decoder.decode(blob)


def tag(kind: type[Event]) -> str:
    """The tag of an event class: `noun.verb.vN`."""
    return _tag_of(kind)


def _tag_of(kind: type) -> str:
    return str(kind.__struct_config__.tag)  # type: ignore[attr-defined]  # every struct has one
