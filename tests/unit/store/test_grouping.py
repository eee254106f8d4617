"""Group commit bounds its memory, shares a failure fairly, and leaves nobody waiting."""

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest

from haste.errors import HasteError, LogError, UnavailableError
from haste.store import grouping
from haste.store.grouping import GroupCommit
from haste.store.memory import MemoryLog
from haste.store.stamping import Answer, Call, drafted
from tests.logs import CountingClock, finished, round_finished, write

FULL = LogError(expected="room", found="none", where="log", next_step="Free some.")
AWAY = UnavailableError(expected="an answer", found="none", where="log keeper", next_step="Ask again.")


class Scripted:
    """A log that fails for some calls, and can be held up."""

    def __init__(self, failing: dict[str, HasteError | type[BaseException]] | None = None) -> None:
        self.log = MemoryLog(CountingClock())
        self.failing = failing or {}
        self.sizes: list[int] = []
        self.entered, self.go = threading.Event(), threading.Event()
        self.go.set()

    def commit(self, calls: Sequence[Call]) -> tuple[Answer, ...]:
        self.sizes.append(len(calls))
        self.entered.set()
        assert self.go.wait(20)
        for call in calls:
            if call.key in self.failing:
                raise self.failing[call.key]
        return self.log.commit(calls)


def call(key: str, text: str = "") -> Call:
    return drafted([write(finished(text) if text else round_finished(1))], key=key)


def test_a_call_that_the_log_cannot_take_fails_alone() -> None:
    log = Scripted({"large": FULL})

    answers = GroupCommit(log).commit([call("a"), call("large"), call("b")])

    assert [isinstance(answer, LogError) for answer in answers] == [False, True, False]
    assert log.sizes == [3, 1, 1, 1]
    assert log.log.head().position == 2


def test_a_log_out_of_reach_is_asked_once_for_the_whole_group() -> None:
    log = Scripted({"a": AWAY})

    assert GroupCommit(log).commit([call("a"), call("b")]) == (AWAY, AWAY)
    assert log.sizes == [2]


def test_a_group_is_no_larger_than_its_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(grouping, "GROUP_CALLS_MAX", 3)
    log = Scripted()
    log.go.clear()
    group = GroupCommit(log)
    with ThreadPoolExecutor(8) as threads:
        waiting = [threads.submit(group.commit, [call(f"{number}")]) for number in range(8)]
        while len(group._queue) < 7:
            pass
        log.go.set()
        for one in waiting:
            one.result()

    assert max(log.sizes) == 3
    assert sum(log.sizes) == 8


def test_callers_wait_outside_while_too_many_bytes_wait_inside() -> None:
    log = Scripted()
    log.go.clear()
    group = GroupCommit(log, waiting_bytes_max=2_000)
    with ThreadPoolExecutor(6) as threads:
        waiting = [threads.submit(group.commit, [call(f"{number}", "x" * 900)]) for number in range(6)]
        assert log.entered.wait(20)
        inside = group._bytes
        log.go.set()
        answers = [one.result(20)[0] for one in waiting]

    assert inside <= 2_000
    assert group._bytes == 0
    assert not any(isinstance(answer, HasteError) for answer in answers)
    assert log.log.head().position == 6


def test_a_call_larger_than_the_bound_is_written_by_itself() -> None:
    log = Scripted()

    (answer,) = GroupCommit(log, waiting_bytes_max=10).commit([call("a", "x" * 100)])

    assert not isinstance(answer, HasteError)


def test_those_that_waited_for_a_thread_that_was_interrupted_are_told() -> None:
    log = Scripted({"first": KeyboardInterrupt})
    group = GroupCommit(log)
    log.go.clear()
    with ThreadPoolExecutor(2) as threads:
        first = threads.submit(group.commit, [call("first")])
        assert log.entered.wait(20)
        second = threads.submit(group.commit, [call("second")])
        while len(group._queue) < 1:
            pass
        log.go.set()

        with pytest.raises(KeyboardInterrupt):
            first.result(20)
        assert not isinstance(second.result(20)[0], HasteError)  # it was not in that group


def test_everybody_in_a_group_that_was_given_up_gets_an_answer() -> None:
    log = Scripted()
    group = GroupCommit(log)
    log.go.clear()
    with ThreadPoolExecutor(4) as threads:
        first = threads.submit(group.commit, [call("first")])
        assert log.entered.wait(20)
        others = [threads.submit(group.commit, [call(key)]) for key in ("a", "bad", "c")]
        while len(group._queue) < 3:
            pass
        log.failing = {"bad": KeyboardInterrupt}
        log.go.set()
        first.result(20)
        ends = [one.exception(20) or one.result(20)[0] for one in others]

    assert sum(isinstance(end, KeyboardInterrupt) for end in ends) == 1  # in the thread that wrote for all
    assert sum(isinstance(end, LogError) and "Repeat the call with the same key" in str(end) for end in ends) == 2
