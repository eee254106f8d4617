"""A whole log as lines of JSON and back: the same bytes, positions and hashes, whatever the log is made of.

The first line names format, last position and its hash, so that a file that was cut is told from a whole one.
"""

from collections.abc import Iterable, Iterator

import msgspec

from haste.errors import CodecError, CorruptLogError, ForeignLogError, LogError
from haste.events.chain import EMPTY, Chain, Head
from haste.events.event import FORMAT, Stored
from haste.events.rows import UNREADABLE
from haste.ports import EventLog
from haste.store.committing import KeptLog
from haste.store.formats import require_format
from haste.vocabulary.ids import Position, StreamName, Time, Version

_APPLICATION = "haste event log"
_PAGE_EVENTS = 500


class _First(msgspec.Struct, frozen=True, kw_only=True):
    """The line before the events."""

    application: str
    format: int
    position: int
    hash: str


class _Line(msgspec.Struct, frozen=True, kw_only=True):
    """One event. Its data are base64 of the stored bytes; JSON itself has no NaN."""

    position: Position
    stream: StreamName
    version: Version
    time: Time
    actor: str
    causation: Position
    correlation: str
    key: str
    hash: str
    data: bytes


_encoder = msgspec.json.Encoder()
_first = msgspec.json.Decoder(_First)
_line = msgspec.json.Decoder(_Line)


def exported(log: EventLog) -> Iterator[bytes]:
    """The lines of a log up to the head that it has now, each with its end."""
    head = log.head()
    yield _encoder.encode(_First(application=_APPLICATION, format=FORMAT, position=head.position, hash=head.hash.hex())) + b"\n"
    after = Position(0)
    while after < head.position:
        for stored in log.tail(after=after, limit=min(_PAGE_EVENTS, head.position - after)):
            yield _encoder.encode(_Line(**{**msgspec.structs.asdict(stored), "hash": stored.hash.hex()})) + b"\n"
            after = stored.position


def imported(lines: Iterable[bytes], log: KeptLog, *, where: str) -> Head:
    """Take a whole exported log in, checking its chain on the way. Where anything is wrong, nothing is stored.

    Returns:
        The head that both logs have now.

    Raises:
        ForeignLogError: The lines are no exported log, or one of another format.
        CorruptLogError: They do not hold together, or end before their head.
        LogError: The log is not empty.
    """
    rest = iter(lines)
    head = _introduced(next(rest, b""), where=where)
    if log.head() != EMPTY:
        raise LogError(
            expected="an empty log to import into",
            found=f"one with {log.head().position} events",
            where=where,
            next_step="Name a log that is not there yet; logs are never mixed.",
        )
    log.take(_checked(rest, head, where=where), head)
    return head


def _introduced(line: bytes, *, where: str) -> Head:
    try:
        first = _first.decode(line)
        if first.application != _APPLICATION:
            raise ForeignLogError(
                expected="an exported log", found=f"lines of {first.application!r}", where=where, next_step="Name a file of `haste log export`."
            )
        require_format(first.format, where=where)
        return Head(position=first.position, hash=bytes.fromhex(first.hash))
    except (*UNREADABLE, ValueError) as error:
        raise ForeignLogError(
            expected="a first line that introduces an exported log", found=str(error), where=where, next_step="Name a file of `haste log export`."
        ) from error


def _checked(lines: Iterable[bytes], head: Head, *, where: str) -> Iterator[Stored]:
    chain = Chain()
    for line in lines:
        stored = _stored(line, where=f"{where}, position {chain.head.position + 1}")
        if broken := chain.follow([stored]):
            raise _corrupt("an event that follows from the one before", f"that {broken.reason}", f"{where}, position {broken.position}")
        yield stored
    if chain.head != head:
        raise _corrupt(f"the head at position {head.position}", f"the end at position {chain.head.position}", where)


def _stored(line: bytes, *, where: str) -> Stored:
    try:
        read = _line.decode(line)
        return Stored(**{**msgspec.structs.asdict(read), "hash": bytes.fromhex(read.hash)})
    except (*UNREADABLE, ValueError, CodecError) as error:
        raise _corrupt("an event", str(error), where) from error


def _corrupt(expected: str, found: str, where: str) -> CorruptLogError:
    return CorruptLogError(expected=expected, found=found, where=where, next_step="Export the log again; nothing was imported.")
