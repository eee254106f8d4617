"""What every event log promises, whatever it is made of."""

import math
import random
import sys
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor

import msgspec
import pytest

from haste.errors import CodecError, ExpectedVersionError, KeyReusedError
from haste.events import codec
from haste.events.chain import EMPTY
from haste.events.event import Event, Recorded
from haste.events.run import RunGraded
from haste.ports import EventLog, Expected, Write
from haste.store.verifying import verify
from haste.vocabulary.ids import Position, StreamName, Version
from tests.logs import BLUE, NOW, RED, CountingClock, OpenLog, StoppedClock, every, finished, graded, round_finished, rounds, write

START = Position(0)
LONE = "\ud800"  # half of a pair: no UTF-8 has it


class Stranger(Event, frozen=True, kw_only=True, tag="stranger.came.v1"):
    """An event that stands in no catalogue."""


def events_of(page: Iterable[Recorded]) -> list[Event]:
    return [recorded.event for recorded in page]


def test_a_new_log_is_empty(log: EventLog) -> None:
    assert log.head() == EMPTY
    assert log.tail(after=START, limit=10) == ()
    assert log.read(RED) == ()


def test_what_was_appended_is_read_back_as_it_was(log: EventLog) -> None:
    appended = log.append([write(*rounds(1, 3))], key="k")

    assert events_of(appended) == list(rounds(1, 3))
    assert codec.typed(log.read(RED)) == appended
    assert codec.typed(log.tail(after=START, limit=10)) == appended


def test_an_event_keeps_its_envelope(log: EventLog) -> None:
    log.append([write(round_finished(1))], key="first")

    (recorded,) = log.append(
        [Write(stream=BLUE, events=(round_finished(2),), expected=Expected.NONE, actor="worker:blue", causation=Position(1), correlation="sweep")],
        key="second",
    )

    assert (recorded.stream, recorded.version, recorded.position, recorded.time) == (BLUE, 1, 2, NOW + 1)
    assert (recorded.actor, recorded.causation, recorded.correlation, recorded.key) == ("worker:blue", 1, "sweep", "second")


def test_positions_are_dense_over_all_streams_and_versions_in_each(log: EventLog) -> None:
    log.append([write(*rounds(1, 2)), write(round_finished(3), stream=BLUE)], key="a")
    log.append([write(round_finished(4), stream=BLUE), write(round_finished(5))], key="b")

    page = log.tail(after=START, limit=10)

    assert [stored.position for stored in page] == [1, 2, 3, 4, 5]
    assert [(stored.stream, stored.version) for stored in page] == [(RED, 1), (RED, 2), (BLUE, 1), (BLUE, 2), (RED, 3)]


def test_the_head_is_the_last_event(log: EventLog) -> None:
    recorded = log.append([write(*rounds(1, 3))], key="k")

    assert (log.head().position, log.head().hash) == (3, recorded[-1].hash)
    assert verify(log) == log.head()


def test_a_page_starts_after_a_position_and_is_no_longer_than_asked(log: EventLog) -> None:
    log.append([write(*rounds(1, 10))], key="k")

    assert [stored.position for stored in log.tail(after=Position(4), limit=3)] == [5, 6, 7]
    assert [stored.position for stored in log.tail(after=Position(8), limit=3)] == [9, 10]
    assert log.tail(after=Position(10), limit=3) == ()
    assert log.tail(after=START, limit=0) == ()


def test_a_stream_is_read_after_any_version_however_its_writes_were_cut(log: EventLog) -> None:
    log.append([write(*rounds(1, 3)), write(*rounds(1, 2), stream=BLUE), write(*rounds(4, 5)), write(round_finished(6))], key="first")
    log.append([write(round_finished(3), stream=BLUE)], key="second")
    log.append([write(*rounds(7, 10))], key="third")

    positions = [1, 2, 3, 6, 7, 8, 10, 11, 12, 13]
    for after in range(12):
        page = log.read(RED, after=Version(after))
        assert [(stored.version, stored.position) for stored in page] == list(enumerate(positions, start=1))[after:]


def test_a_stream_is_read_after_a_version(log: EventLog) -> None:
    log.append([write(*rounds(1, 3)), write(round_finished(9), stream=BLUE)], key="k")

    assert [stored.version for stored in log.read(RED, after=Version(1))] == [2, 3]
    assert log.read(RED, after=Version(3)) == ()


@pytest.mark.parametrize(
    ("expected", "length", "holds"),
    [
        (Expected.ANY, 0, True),
        (Expected.ANY, 2, True),
        (Expected.NONE, 0, True),
        (Expected.NONE, 2, False),
        (Expected.EXISTS, 0, False),
        (Expected.EXISTS, 2, True),
        (0, 0, True),
        (2, 2, True),
        (0, 2, False),
        (1, 2, False),
        (3, 2, False),
        (-3, 0, False),
    ],
)
def test_a_guard_is_a_version_or_one_of_three_words(log: EventLog, expected: int, length: int, holds: bool) -> None:  # noqa: FBT001 - a column of the table above
    if length:
        log.append([write(*rounds(1, length))], key="given")

    if holds:
        assert log.append([write(round_finished(9), expected=expected)], key="k")[0].version == length + 1
        return
    with pytest.raises(ExpectedVersionError, match=RED) as caught:
        log.append([write(round_finished(9), expected=expected)], key="k")
    assert caught.value.version == length


def test_a_refusal_names_stream_expected_and_found(log: EventLog) -> None:
    log.append([write(*rounds(1, 2))], key="given")

    with pytest.raises(ExpectedVersionError, match=r"'run-red': expected version 1, found version 2") as caught:
        log.append([write(round_finished(3), expected=1)], key="k")
    with pytest.raises(ExpectedVersionError, match="an empty stream"):
        log.append([write(round_finished(3), expected=Expected.NONE)], key="k")

    assert (caught.value.stream, caught.value.version) == (RED, 2)


def test_one_refused_stream_refuses_the_whole_append(log: EventLog) -> None:
    log.append([write(round_finished(1), stream=BLUE)], key="given")
    before = log.head()

    with pytest.raises(ExpectedVersionError):
        log.append([write(round_finished(2), expected=0), write(round_finished(3), stream=BLUE, expected=0)], key="k")

    assert log.head() == before
    assert log.read(RED) == ()
    assert events_of(log.append([write(round_finished(4))], key="k")) == [round_finished(4)]  # nor is the key used up


def test_a_second_write_to_a_stream_meets_the_version_that_the_first_leaves(log: EventLog) -> None:
    log.append([write(*rounds(1, 2), expected=0), write(round_finished(3), expected=2)], key="k")

    assert [stored.version for stored in log.read(RED)] == [1, 2, 3]
    with pytest.raises(ExpectedVersionError):
        log.append([write(round_finished(4), expected=3), write(round_finished(5), expected=3)], key="other")


def test_a_repeated_call_gets_its_events_again_although_its_guard_is_stale(log: EventLog) -> None:
    call = [write(*rounds(1, 2), expected=0), write(round_finished(3), stream=BLUE, expected=Expected.NONE)]
    first = log.append(call, key="k")
    log.append([write(round_finished(4))], key="other")
    before = log.head()

    again = log.append(call, key="k")

    assert again == first
    assert log.head() == before


@pytest.mark.parametrize(
    "other",
    [
        [write(round_finished(8))],
        [write(*rounds(1, 2), stream=BLUE)],
        [write(round_finished(1))],
        [write(*rounds(1, 3))],
        [write()],
        [write(round_finished(2), round_finished(1))],
    ],
    ids=["other-event", "other-stream", "fewer", "more", "none", "other-order"],
)
def test_a_key_that_stored_other_events_is_refused(log: EventLog, other: list[Write]) -> None:
    log.append([write(*rounds(1, 2))], key="k")
    before = log.head()

    with pytest.raises(KeyReusedError, match="'k'"):
        log.append(other, key="k")

    assert log.head() == before


def test_an_append_without_events_checks_its_guards_and_leaves_nothing(log: EventLog) -> None:
    assert log.append([write(expected=0)], key="k") == ()
    assert log.append([], key="k") == ()
    with pytest.raises(ExpectedVersionError):
        log.append([write(expected=1)], key="k")
    assert log.head() == EMPTY
    assert log.append([write(round_finished(1))], key="k")


@pytest.fixture
def hurried_threads() -> Iterator[None]:
    """Threads that take turns as often as Python can, so that a missing lock shows."""
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(interval)


@pytest.mark.usefixtures("hurried_threads")
def test_four_threads_get_dense_positions_and_no_lost_event(log: EventLog) -> None:
    def append(number: int) -> None:
        log.append([write(*rounds(1, 3), stream=f"run-{number % 4}"), write(round_finished(number), stream="run-all")], key=str(number))

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(append, range(60)))

    page = log.tail(after=START, limit=1000)
    assert [stored.position for stored in page] == list(range(1, 241))
    assert [stored.version for stored in log.read(StreamName("run-all"))] == list(range(1, 61))
    assert verify(log) == log.head()


def test_of_threads_that_expect_the_same_version_one_wins(log: EventLog) -> None:
    def won(number: int) -> bool:
        try:
            log.append([write(round_finished(number), expected=0)], key=str(number))
        except ExpectedVersionError:
            return False
        return True

    with ThreadPoolExecutor(4) as threads:
        assert sum(threads.map(won, range(12))) == 1


def test_the_same_calls_give_the_same_bytes_in_every_adapter(one_of_each: dict[str, EventLog]) -> None:
    for log in one_of_each.values():
        log.append([write(*rounds(1, 2)), write(graded(math.nan), stream=BLUE)], key="a")
        with pytest.raises(ExpectedVersionError):
            log.append([write(round_finished(5), expected=7)], key="b")
        log.append([write(*rounds(1, 2)), write(graded(math.nan), stream=BLUE)], key="a")
        log.append([write(finished("größer \0 鍵"), stream=BLUE, expected=1)], key="c")

    pages = [codec.pack(log.tail(after=START, limit=100)) for log in one_of_each.values()]
    heads = [log.head() for log in one_of_each.values()]

    assert pages == [pages[0]] * len(pages)
    assert heads == [heads[0]] * len(heads)
    assert heads[0].position == 4


@pytest.mark.parametrize("score", [math.nan, math.inf, -math.inf, -0.0, 5e-324, 1.7976931348623157e308])
def test_every_float_comes_back(log: EventLog, score: float) -> None:
    log.append([write(graded(score))], key="k")

    (recorded,) = codec.typed(log.read(RED))

    assert isinstance(recorded.event, RunGraded)
    assert recorded.event.score is not None
    assert repr(recorded.event.score) == repr(score)


@pytest.mark.parametrize(
    "text", ["", "a\0b", "\x00", "x" * 1_000_000, "\U0010ffff", "é\r\n\t"], ids=["empty", "nul", "only-nul", "1MB", "last", "mixed"]
)
def test_every_text_comes_back(log: EventLog, text: str) -> None:
    call = Write(stream=StreamName(text), events=(finished(text),), expected=Expected.NONE, actor=text, correlation=text)

    (recorded,) = log.append([call], key=text)

    assert codec.typed(log.read(StreamName(text))) == (recorded,)
    assert (recorded.event, recorded.actor, recorded.correlation, recorded.key) == (finished(text), text, text, text)
    assert log.append([call], key=text) == (recorded,)


REFUSED: dict[str, tuple[Write, str]] = {
    "number": (write(round_finished(2**64)), "k"),
    "surrogate-in-event": (write(finished(LONE)), "k"),
    "surrogate-in-stream": (write(round_finished(1), stream=LONE), "k"),
    "surrogate-in-actor": (msgspec.structs.replace(write(round_finished(1)), actor=LONE), "k"),
    "surrogate-in-correlation": (msgspec.structs.replace(write(round_finished(1)), correlation=LONE), "k"),
    "surrogate-in-key": (write(round_finished(1)), LONE),
    "causation-below-0": (msgspec.structs.replace(write(round_finished(1)), causation=Position(-1)), "k"),
    "causation-of-64-bits": (msgspec.structs.replace(write(round_finished(1)), causation=Position(2**63)), "k"),
    "field-of-another-type": (write(msgspec.structs.replace(round_finished(1), round="one")), "k"),
    "not-in-the-catalogue": (write(Stranger()), "k"),
}


@pytest.mark.parametrize(("call", "key"), REFUSED.values(), ids=REFUSED)
def test_what_no_reader_could_read_is_refused_and_nothing_is_written(log: EventLog, call: Write, key: str) -> None:
    with pytest.raises(CodecError, match=r"nothing was written\."):
        log.append([write(round_finished(1), stream=BLUE), call], key=key)

    assert log.head() == EMPTY
    assert log.tail(after=START, limit=10) == ()


def test_a_clock_that_no_log_can_hold_is_refused(open_log: OpenLog) -> None:
    log = open_log(StoppedClock(2**63))

    with pytest.raises(CodecError, match="clock"):
        log.append([write(round_finished(1))], key="k")
    assert log.head() == EMPTY


def test_order_comes_from_positions_although_the_clock_jumps_back(log: EventLog, clock: CountingClock) -> None:
    log.append([write(round_finished(1))], key="a")
    clock.next = NOW - 10**12
    log.append([write(round_finished(2))], key="b")

    assert every(log) == tuple(codec.encode(event) for event in rounds(1, 2))
    assert verify(log) == log.head()


def test_order_comes_from_positions_although_the_clock_stands_still(open_log: OpenLog) -> None:
    log = open_log(StoppedClock(NOW))
    for number in range(1, 6):
        log.append([write(round_finished(number), stream=f"run-{number % 2}")], key=str(number))

    assert every(log) == tuple(codec.encode(event) for event in rounds(1, 5))
    assert {stored.time for stored in log.tail(after=START, limit=9)} == {NOW}
    assert verify(log) == log.head()


def test_calls_that_come_three_times_and_out_of_turn_count_once_each(log: EventLog) -> None:
    calls = {f"{number}": [write(*rounds(number, number + 1)), write(round_finished(number), stream=BLUE)] for number in range(8)}
    first = {key: log.append(call, key=key) for key, call in calls.items()}
    before = log.head()

    again = list(calls) * 2
    random.Random(3).shuffle(again)  # noqa: S311 - chance for a test

    assert {key: log.append(calls[key], key=key) for key in again} == first
    for key in again:
        with pytest.raises(KeyReusedError):
            log.append([*calls[key], write(round_finished(99))], key=key)
    assert log.head() == before


def test_the_clock_is_asked_once_for_an_append_and_never_for_a_refused_or_repeated_one(log: EventLog, clock: CountingClock) -> None:
    log.append([write(*rounds(1, 5))], key="k")
    log.append([write(*rounds(1, 5))], key="k")
    with pytest.raises(ExpectedVersionError):
        log.append([write(round_finished(1), expected=0)], key="other")

    assert clock.next == NOW + 1
    assert {stored.time for stored in log.read(RED)} == {NOW}
