"""Events, writes and a clock for every test that needs a log."""

from collections.abc import Callable

from haste.events.event import Event
from haste.events.run import RunFinished, RunGraded
from haste.events.sweep import RoundFinished
from haste.ports import Clock, EventLog, Expected, Write
from haste.store.postgres import PostgresLog
from haste.store.sqlite import SqliteLog
from haste.vocabulary.ids import Position, RunId, StreamName, SweepId, Time
from haste.vocabulary.scales import Status

OpenLog = Callable[[Clock], EventLog]

RED = StreamName("run-red")
BLUE = StreamName("run-blue")
NOW = Time(1_700_000_000_000_000_000)


class CountingClock:
    """A clock that is one nanosecond later each time it is asked."""

    def __init__(self, start: int = NOW) -> None:
        self.next = start

    def now(self) -> Time:
        self.next += 1
        return Time(self.next - 1)


class StoppedClock:
    """A clock that always says the same."""

    def __init__(self, time: int) -> None:
        self.time = time

    def now(self) -> Time:
        return Time(self.time)


def round_finished(number: int) -> RoundFinished:
    return RoundFinished(sweep=SweepId("s"), round=number, now=NOW)


def graded(score: float | None) -> RunGraded:
    return RunGraded(run=RunId("r"), score=score, reason=None, now=NOW)


def finished(message: str) -> RunFinished:
    return RunFinished(run=RunId("r"), status=Status.SUCCEEDED, reason=None, message=message, now=NOW)


def write(*events: Event, stream: str = RED, expected: int = Expected.ANY) -> Write:
    return Write(stream=StreamName(stream), events=events, expected=expected, actor="tester", causation=Position(0), correlation="s")


def rounds(first: int, last: int) -> tuple[RoundFinished, ...]:
    return tuple(round_finished(number) for number in range(first, last + 1))


def close(log: EventLog) -> None:
    """Let go of what a log holds, where it holds anything: Python warns of files left open."""
    if isinstance(log, SqliteLog | PostgresLog):
        log.close()


def every(log: EventLog) -> tuple[bytes, ...]:
    """Data of all events, in order."""
    return tuple(stored.data for stored in log.tail(after=Position(0), limit=1_000_000))
