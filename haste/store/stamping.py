"""The pure part of an append, the same for every log: bytes, guards, positions, hashes, and what a retry must match."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from itertools import chain

import msgspec

from haste.errors import CodecError, ExpectedVersionError, HasteError, KeyReusedError
from haste.events import codec
from haste.events.chain import GENESIS, Head
from haste.events.event import Event
from haste.events.rows import HASH_BYTES, Pair, packed, page
from haste.ports import Expected, Write
from haste.vocabulary.ids import Position, StreamName, Time

_INTEGER_MAX = 2**63 - 1  # what a column of a database holds
_NOTHING_WRITTEN = "Change the value; nothing was written."

_encode = msgspec.msgpack.Encoder().encode
_sha256 = hashlib.sha256

Answer = tuple[Pair, ...] | HasteError  # what became of one call of a group


class Draft(msgspec.Struct, frozen=True, kw_only=True, array_like=True):
    """A write whose events are bytes already: what the log takes in, and what travels between processes."""

    stream: StreamName
    data: tuple[bytes, ...]
    expected: int
    actor: str
    causation: Position
    correlation: str


class Call(msgspec.Struct, frozen=True, kw_only=True, array_like=True):
    """One append: its key, and all that it writes."""

    key: str
    drafts: tuple[Draft, ...]


class Tip(msgspec.Struct, frozen=True, kw_only=True):
    """What a group of appends starts from: the end of the log, and all that it says of their streams and keys."""

    head: Head
    versions: Mapping[StreamName, int]  # 0, or nothing, for an empty stream
    originals: Mapping[str, tuple[Pair, ...]]  # what keys stored that were used before


class Stamped(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """New events of one write: they follow each other in the log and in their stream."""

    stream: StreamName
    position: int  # of the first
    version: int  # of the first
    pairs: list[Pair]


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """What a group of appends comes to: an answer for each, and what has to be written so that the answers are true."""

    answers: tuple[Answer, ...]
    new: Mapping[str, tuple[Stamped, ...]]  # by the key of their call, in order; no call without events
    head: Head


def drafted(writes: Sequence[Write], *, key: str) -> Call:
    """Turn events into bytes, before any lock is held.

    Raises:
        CodecError: An event, or a word of its envelope, has no bytes.
    """
    return Call(
        key=key,
        drafts=tuple(
            Draft(
                stream=write.stream,
                data=tuple([codec.encode(event) for event in write.events]),
                expected=write.expected,
                actor=write.actor,
                causation=write.causation,
                correlation=write.correlation,
            )
            for write in writes
        ),
    )


def legible(call: Call, *, own: bool = False) -> list[Event]:
    """The events of a call as their readers will meet them, looked at before they are written.

    Args:
        call: What is to be appended.
        own: Its data were encoded by `drafted` in this process: each is one value, so that all are decoded together.

    Raises:
        CodecError: No reader could decode one of them, or a word of its envelope: it must not get into a log that is never changed.
    """
    _require_text(call.key, what="key of an append")
    found: list[Event] = []
    for draft in call.drafts:
        _require_text(draft.stream, what="stream name")
        _require_text(draft.actor, what=f"actor of a write to {draft.stream!r}")
        _require_text(draft.correlation, what=f"correlation of a write to {draft.stream!r}")
        found += _decoded(draft, own=own)
    return found


def refused(calls: Sequence[Call]) -> dict[int, CodecError]:
    """Which of some calls that came as bytes no reader could decode, and why. Their texts were decoded already: they are valid."""
    errors: dict[int, CodecError] = {}
    for number, call in enumerate(calls):
        try:
            for draft in call.drafts:
                _decoded(draft, own=False)
        except CodecError as error:
            errors[number] = error
    return errors


def _decoded(draft: Draft, *, own: bool) -> list[Event]:
    _require_integer(draft.causation, what="causation of a write")
    try:
        return codec.events(packed(draft.data)) if own else [codec.decode(data) for data in draft.data]
    except CodecError as error:
        raise CodecError(
            expected="an event of the catalogue with fields of the declared types",
            found=error.found,
            where=f"append to {draft.stream!r}",
            next_step=_NOTHING_WRITTEN,
        ) from error


def planned(calls: Sequence[Call], tip: Tip, now: Callable[[], Time]) -> Plan:
    """Decide what becomes of each call, in their order. Each meets the log as those before it leave it.

    Args:
        calls: Each has been found legible.
        tip: What the log says of them.
        now: Asked once for each call that is stored.
    """
    answers: list[Answer] = []
    new: dict[str, tuple[Stamped, ...]] = {}
    originals, versions, head = dict(tip.originals), dict(tip.versions), tip.head
    for call in calls:
        try:
            if call.key in originals:
                _require_same(call, originals[call.key])
                answers.append(originals[call.key])
                continue
            met = _versions_met(call.drafts, versions)
            time = now()
            _require_integer(time, what="time of the clock")
        except HasteError as error:
            answers.append(error)
            continue
        stamped, head = _stamped(call, time=time, head=head, met=met)
        pairs = tuple(stamped[0].pairs if len(stamped) == 1 else chain.from_iterable(one.pairs for one in stamped))
        answers.append(pairs)
        if pairs:
            new[call.key], originals[call.key] = stamped, pairs
            for one in stamped:
                versions[one.stream] = one.version + len(one.pairs) - 1
    return Plan(answers=tuple(answers), new=new, head=head)


def _versions_met(drafts: Sequence[Draft], versions: Mapping[StreamName, int]) -> list[int]:
    """The version that each write meets, a second one to a stream that which the first one leaves; every guard is checked.

    Raises:
        ExpectedVersionError: A stream is not where its writer believes it to be.
    """
    ahead: dict[StreamName, int] = {}
    met: list[int] = []
    for draft in drafts:
        found = ahead.get(draft.stream, versions.get(draft.stream, 0))
        if draft.expected != found and not _holds(draft.expected, found):
            raise ExpectedVersionError(stream=draft.stream, expected=_wanted(draft.expected), found=found)
        ahead[draft.stream] = found + len(draft.data)
        met.append(found)
    return met


def _stamped(call: Call, *, time: Time, head: Head, met: Sequence[int]) -> tuple[tuple[Stamped, ...], Head]:
    """Give every event its position, version, time and hash, in the order of the writes."""
    stamped: list[Stamped] = []
    position, previous, key = head.position, head.hash, call.key
    for draft, version in zip(call.drafts, met, strict=True):
        stream, actor, causation, correlation = draft.stream, draft.actor, draft.causation, draft.correlation
        pairs: list[Pair] = []
        for place, data in enumerate(draft.data, start=1):
            bare = _encode((position + place, stream, version + place, time, actor, causation, correlation, key, GENESIS))[:-HASH_BYTES]
            previous = _sha256(previous + bare + data).digest()  # `haste.events.chain.link`, without a call for each event
            pairs.append((bare + previous, data))
        if pairs:
            stamped.append(Stamped(stream=stream, position=position + 1, version=version + 1, pairs=pairs))
        position += len(pairs)
    return tuple(stamped), Head(position=position, hash=previous)


def _require_same(call: Call, original: Sequence[Pair]) -> None:
    """Check that a call which used this key before wrote the same events to the same streams.

    Raises:
        KeyReusedError: It did not.
    """
    before = page(original, where=f"append key {call.key!r}")
    asked = [(draft.stream, data) for draft in call.drafts for data in draft.data]
    if asked == [(stored.stream, stored.data) for stored in before]:
        return
    raise KeyReusedError(
        expected=f"the {len(before)} events that this key stored from position {before[0].position if before else 0} on",
        found=f"{len(asked)} events with other bytes or streams",
        where=f"append key {call.key!r}",
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
