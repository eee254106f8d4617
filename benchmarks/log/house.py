"""HASTE's side of each line."""

from collections.abc import Callable, Sequence
from pathlib import Path
from uuid import uuid4

import msgspec

from benchmarks.log.measuring import Work
from benchmarks.log.workload import batches, write
from haste.clock.system import SystemClock
from haste.events import codec
from haste.events.chain import Chain
from haste.events.event import Event
from haste.events.rows import packed
from haste.events.run import ExecutionFinished
from haste.store.committing import LogStore
from haste.store.sqlite import SqliteLog
from haste.vocabulary.ids import Position

_PAGE = 500

Fold = Callable[[float, float], float]


class _Score(msgspec.Struct, frozen=True, gc=False):
    score: float | None = None


class Judged(msgspec.Struct, frozen=True, gc=False, tag="run.execution_finished.v1"):
    """The one field of a finished execution that this fold reads."""

    result: _Score


def new_log(folder: Path) -> SqliteLog:
    """A log in a new file."""
    return SqliteLog(folder / f"{uuid4().hex}.sqlite", SystemClock())


def appending(log: LogStore, given: Sequence[Event], size: int) -> Work:
    """Append events in batches: encoded, checked, guarded, keyed, chained and durable."""

    def work() -> None:
        for number, page in enumerate(batches(given, size)):
            log.append([write(number, page)], key=uuid4().hex)

    return work


def filled(log: LogStore, given: Sequence[Event]) -> LogStore:
    """A log that holds the events."""
    appending(log, given, 1000)()
    return log


def replaying(log: LogStore, fold: Fold) -> Work:
    """Fold all events, typed."""

    def work() -> None:
        after, state = Position(0), 0.0
        while page := codec.events(log.packed(after=after, limit=_PAGE)):
            after = Position(after + len(page))
            for event in page:
                if isinstance(event, ExecutionFinished):
                    state = fold(state, event.result.score or 0.0)

    return work


def replaying_with_envelopes(log: LogStore, fold: Fold) -> Work:
    """The same through the port: each event with its stream, position, time and hash."""

    def work() -> None:
        after, state = Position(0), 0.0
        while page := log.tail(after=after, limit=_PAGE):
            after = page[-1].position
            for recorded in codec.typed(page):
                if isinstance(recorded.event, ExecutionFinished):
                    state = fold(state, recorded.event.result.score or 0.0)

    return work


def replaying_narrow(log: LogStore, fold: Fold) -> Work:
    """The same, decoding no more than the fold reads."""
    narrow = codec.Narrow(Judged)

    def work() -> None:
        after, state = Position(0), 0.0
        while page := narrow.decode(log.packed(after=after, limit=_PAGE)):
            after = Position(after + len(page))
            for judged in page:
                if judged is not None:
                    state = fold(state, judged.result.score or 0.0)

    return work


def auditing(log: LogStore, fold: Fold) -> Work:
    """Check the hash of every event, and fold it."""

    def work() -> None:
        chain, state = Chain(), 0.0
        while page := log.rows(after=Position(chain.head.position), limit=_PAGE):
            assert chain.follow_rows(page) is None
            for event in codec.events(packed([data for _, data in page])):
                if isinstance(event, ExecutionFinished):
                    state = fold(state, event.result.score or 0.0)

    return work
