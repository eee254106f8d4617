"""The pure part of an append, the same for every log: bytes, guards, positions, hashes, and what a retry must match."""

from collections.abc import Iterable, Mapping, Sequence

import msgspec

from haste.errors import CodecError, ExpectedVersionError, KeyReusedError
from haste.events import codec
from haste.events.chain import GENESIS, Head, link
from haste.events.event import Recorded, Stored
from haste.ports import Expected, Write
from haste.vocabulary.ids import Position, StreamName, Time, Version

_INTEGER_MAX = 2**63 - 1  # what a column of a database holds
_NOTHING_WRITTEN = "Change the value; nothing was written."


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """One write whose events are bytes already."""

    write: Write
    data: tuple[bytes, ...]


class Tip(msgspec.Struct, frozen=True, kw_only=True):
    """What an append starts from: the end of the log, and of each stream that it writes to."""

    head: Head
    versions: Mapping[StreamName, int]  # 0 for an empty stream


def drafted(writes: Sequence[Write], *, key: str) -> tuple[Draft, ...]:
    """Turn events into bytes, before any lock is held.

    Raises:
        CodecError: An event, or a word of its envelope, has no bytes.
    """
    _require_text(key, what="key of an append")
    for write in writes:
        _require_text(write.stream, what="stream name")
        _require_text(write.actor, what=f"actor of a write to {write.stream!r}")
        _require_text(write.correlation, what=f"correlation of a write to {write.stream!r}")
        _require_integer(write.causation, what=f"causation of a write to {write.stream!r}")
    return tuple(Draft(write=write, data=tuple(codec.encode(event) for event in write.events)) for write in writes)


def require_versions(writes: Iterable[Write], versions: Mapping[StreamName, int]) -> None:
    """Check every guard, a second write to a stream against the version that the first one leaves.

    Raises:
        ExpectedVersionError: A stream is not where its writer believes it to be.
    """
    current = dict(versions)
    for write in writes:
        found = current.get(write.stream, 0)
        if not _holds(write.expected, found):
            raise ExpectedVersionError(stream=write.stream, expected=_wanted(write.expected), found=found)
        current[write.stream] = found + len(write.events)


def stamped(drafts: Iterable[Draft], *, key: str, time: Time, tip: Tip) -> tuple[Stored, ...]:
    """Give every event its position, version, time and hash, in the order of the writes."""
    _require_integer(time, what="time of the clock")
    versions = dict(tip.versions)
    page: list[Stored] = []
    position, previous = tip.head.position, tip.head.hash
    for draft in drafts:
        stream = draft.write.stream
        for data in draft.data:
            position += 1
            versions[stream] = versions.get(stream, 0) + 1
            bare = Stored(
                position=Position(position),
                stream=stream,
                version=Version(versions[stream]),
                time=time,
                actor=draft.write.actor,
                causation=draft.write.causation,
                correlation=draft.write.correlation,
                key=key,
                data=data,
                hash=GENESIS,
            )
            previous = link(previous, bare)
            page.append(msgspec.structs.replace(bare, hash=previous))
    return tuple(page)


def legible(page: Sequence[Stored]) -> tuple[Recorded, ...]:
    """The events as their readers will meet them, looked at before they are written.

    Raises:
        CodecError: No reader could decode one of them, so it must not get into a log that is never changed.
    """
    try:
        return codec.typed(page)
    except CodecError as error:
        raise CodecError(
            expected="an event of the catalogue with fields of the declared types",
            found=error.found,
            where=f"append to {page[0].stream!r}",
            next_step=_NOTHING_WRITTEN,
        ) from error


def require_same(drafts: Iterable[Draft], original: Sequence[Stored], *, key: str) -> None:
    """Check that a call which used this key before wrote the same events to the same streams.

    Raises:
        KeyReusedError: It did not.
    """
    asked = [(draft.write.stream, data) for draft in drafts for data in draft.data]
    if asked == [(stored.stream, stored.data) for stored in original]:
        return
    first = original[0].position if original else 0
    raise KeyReusedError(
        expected=f"the {len(original)} events that this key stored from position {first} on",
        found=f"{len(asked)} events with other bytes or streams",
        where=f"append key {key!r}",
        next_step="Make a new key for every append call, and keep it only to repeat that very call.",
    )


def _holds(expected: int, found: int) -> bool:
    match expected:
        case Expected.ANY:
            return True
        case Expected.NONE:
            return found == 0
        case Expected.EXISTS:
            return found > 0
        case _:
            return found == expected


def _wanted(expected: int) -> str:
    match expected:
        case Expected.NONE:
            return "0 (an empty stream)"
        case Expected.EXISTS:
            return "1 or higher (a stream that exists)"
        case _:
            return str(int(expected))


def _require_text(text: str, *, what: str) -> None:
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise CodecError(expected="valid text", found=str(error), where=what, next_step=_NOTHING_WRITTEN) from error


def _require_integer(number: int, *, what: str) -> None:
    if not 0 <= number <= _INTEGER_MAX:
        raise CodecError(expected="an integer from 0 to 2**63 - 1", found=str(number), where=what, next_step=_NOTHING_WRITTEN)
