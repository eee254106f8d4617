"""What every log promises to those that commit several appends at once, or read its pages as bytes."""

import math
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from haste.errors import ExpectedVersionError, HasteError, KeyReusedError, LogError
from haste.events import codec
from haste.events.chain import Chain
from haste.events.rows import page
from haste.ports import Clock, Expected, Write
from haste.store.committing import KeptLog, LogStore
from haste.store.exporting import exported, imported
from haste.store.grouping import GroupCommit
from haste.store.stamping import Answer, Call, drafted
from haste.store.verifying import verify
from haste.vocabulary.ids import Position, StreamName
from tests.contracts.conftest import LOGS
from tests.logs import BLUE, RED, CountingClock, OpenLog, close, finished, graded, round_finished, rounds, write

START = Position(0)


@pytest.fixture
def store(open_log: OpenLog, clock: CountingClock) -> LogStore:
    log = open_log(clock)
    assert isinstance(log, object)
    return log  # type: ignore[return-value]  # all of the suite's logs are stores


def call(key: str, *writes: Write) -> Call:
    return drafted(writes, key=key)


def positions(answer: Answer) -> list[int]:
    assert not isinstance(answer, HasteError), answer
    return [stored.position for stored in page(answer, where="answer")]


def test_a_group_is_stored_in_its_order_and_each_call_meets_what_those_before_it_left(store: LogStore) -> None:
    answers = store.commit(
        [
            call("a", write(*rounds(1, 2), expected=Expected.NONE)),
            call("b", write(round_finished(3), expected=2), write(graded(math.nan), stream=BLUE, expected=0)),
            call("c", write(round_finished(4), stream=BLUE, expected=1)),
        ]
    )

    assert [positions(answer) for answer in answers] == [[1, 2], [3, 4], [5]]
    assert [stored.version for stored in store.read(BLUE)] == [1, 2]
    assert verify(store) == store.head()


def test_a_refused_call_leaves_nothing_and_does_not_harm_its_group(store: LogStore) -> None:
    answers = store.commit(
        [call("a", write(round_finished(1))), call("b", write(round_finished(2), expected=7)), call("c", write(round_finished(3)))]
    )

    assert isinstance(answers[1], ExpectedVersionError)
    assert [positions(answers[0]), positions(answers[2])] == [[1], [2]]
    assert store.append([write(round_finished(2))], key="b")[0].position == 3  # its key is not used up


def test_a_call_that_stands_twice_in_a_group_is_stored_once(store: LogStore) -> None:
    twice = call("a", write(*rounds(1, 2), expected=0))

    first, again, other = store.commit([twice, twice, call("a", write(round_finished(9)))])

    assert positions(first) == positions(again) == [1, 2]
    assert isinstance(other, KeyReusedError)
    assert store.head().position == 2


def test_of_a_large_group_those_that_were_stored_before_get_their_first_positions(store: LogStore) -> None:
    stored = {number: store.append([write(round_finished(number))], key=f"k{number}")[0].position for number in (3, 20, 39)}

    answers = store.commit([call(f"k{number}", write(round_finished(number))) for number in range(40)])

    assert {number: positions(answers[number]) for number in stored} == {number: [position] for number, position in stored.items()}
    assert [place for number in range(40) if number not in stored for place in positions(answers[number])] == list(range(4, 41))
    assert verify(store) == store.head()


def test_a_group_in_which_nothing_is_new_changes_nothing(store: LogStore) -> None:
    store.append([write(*rounds(1, 2))], key="a")
    before = store.head()

    answers = store.commit([call("a", write(*rounds(1, 2))), call("b", write(round_finished(1), expected=0)), call("c", write())])

    assert positions(answers[0]) == [1, 2]
    assert isinstance(answers[1], ExpectedVersionError)
    assert answers[2] == ()
    assert store.head() == before


def test_a_large_call_is_stored_whole(store: LogStore) -> None:
    store.append([write(round_finished(0))], key="before")

    recorded = store.append([write(*rounds(1, 1200)), write(*rounds(1, 30), stream=BLUE)], key="large")

    assert [one.position for one in recorded] == list(range(2, 1232))
    assert len(store.read(RED)) == 1201
    assert verify(store) == store.head()
    assert store.append([write(*rounds(1, 1200)), write(*rounds(1, 30), stream=BLUE)], key="large") == recorded


def test_pages_of_bytes_hold_what_pages_of_values_hold(store: LogStore) -> None:
    store.append([write(*rounds(1, 4)), write(graded(math.inf), stream=BLUE)], key="a")
    chain = Chain()

    assert page(store.rows(after=Position(1), limit=3), where="rows") == store.tail(after=Position(1), limit=3)
    assert page(store.read_rows(RED), where="rows") == store.read(RED)
    assert codec.events(store.packed(after=Position(3), limit=9)) == [round_finished(4), graded(math.inf)]
    assert chain.follow_rows(store.rows(after=START, limit=9)) is None
    assert chain.head == store.head()


@pytest.mark.parametrize(("after", "limit"), [(0, 0), (0, -1), (5, 9), (99, 1)])
def test_a_page_of_nothing_is_empty_in_every_form(store: LogStore, after: int, limit: int) -> None:
    store.append([write(*rounds(1, 5))], key="a")

    assert list(store.rows(after=Position(after), limit=limit)) == []
    assert codec.events(store.packed(after=Position(after), limit=limit)) == []
    assert store.tail(after=Position(after), limit=limit) == ()


def test_a_text_of_ten_megabytes_is_one_event_like_any_other(store: LogStore) -> None:
    text = "ä" * 5_000_000

    store.append([write(finished(text))], key="a")

    assert codec.events(store.packed(after=START, limit=10)) == [finished(text)]
    assert verify(store) == store.head()


@pytest.mark.parametrize("source", [name for name in LOGS if name != "keeper"])
@pytest.mark.parametrize("target", [name for name in LOGS if name != "keeper"])
def test_a_log_is_carried_over_into_any_other_kind(source: str, target: str, tmp_path: Path) -> None:
    log, other = (kept(LOGS[name], tmp_path / place) for name, place in ((source, "from"), (target, "to")))
    log.append([write(*rounds(1, 3)), write(graded(math.nan), stream=BLUE)], key="größer \0 鍵")
    log.append([write(finished("\0"), stream="run-\0")], key="b")

    head = imported(exported(log), other, where="carried")

    assert head == log.head() == other.head() == verify(other)
    assert other.tail(after=START, limit=9) == log.tail(after=START, limit=9)
    for one in (log, other):  # guards, keys and positions go on alike
        assert one.append([write(*rounds(1, 3)), write(graded(math.nan), stream=BLUE)], key="größer \0 鍵")[-1].position == 4
        assert one.append([write(round_finished(9), expected=3)], key="c")[0].position == 6
    with pytest.raises(LogError, match="an empty log to import into"):
        imported(exported(log), other, where="again")
    for one in (log, other):
        close(one)


def kept(opened: Callable[[Path, Clock], LogStore], folder: Path) -> KeptLog:
    return opened(folder, CountingClock())  # type: ignore[return-value]  # all but the keeper's client are


class Gated:
    """A log whose next commit waits until it is told to go on, and which counts what came in each."""

    def __init__(self, log: LogStore) -> None:
        self.log = log
        self.sizes: list[int] = []
        self.entered, self.go = threading.Event(), threading.Event()

    def commit(self, calls: Sequence[Call]) -> tuple[Answer, ...]:
        self.sizes.append(len(calls))
        self.entered.set()
        assert self.go.wait(20)
        return self.log.commit(calls)


def test_appends_that_come_while_one_is_written_become_durable_together(store: LogStore) -> None:
    gated = Gated(store)
    group = GroupCommit(gated)

    with ThreadPoolExecutor(9) as threads:
        first = threads.submit(group.commit, [call("first", write(round_finished(0)))])
        assert gated.entered.wait(20)
        later = [threads.submit(group.commit, [call(f"{number}", write(round_finished(number)))]) for number in range(8)]
        while len(group._queue) < 8:
            pass
        gated.go.set()
        answers = [first.result(), *(one.result() for one in later)]

    assert gated.sizes == [1, 8]
    assert sorted(position for (answer,) in answers for position in positions(answer)) == list(range(1, 10))
    assert verify(store) == store.head()


def test_four_clients_through_one_writer_lose_nothing_and_conflict_only_with_themselves(store: LogStore) -> None:
    group = GroupCommit(store)

    def client(name: int) -> int:
        refused = 0
        for number in range(30):
            stream = StreamName(f"run-{name}")
            for key, expected in ((f"{name}-{number}", number), (f"stale-{name}-{number}", number)):
                (answer,) = group.commit([call(key, write(round_finished(number), stream=stream, expected=expected))])
                refused += isinstance(answer, ExpectedVersionError)
        return refused

    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(client, range(4))) == [30] * 4

    assert [stored.position for stored in store.tail(after=START, limit=1000)] == list(range(1, 121))
    assert [len(store.read(StreamName(f"run-{name}"))) for name in range(4)] == [30] * 4
    assert verify(store) == store.head()
