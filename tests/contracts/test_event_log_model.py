"""Any sequence of calls leaves a log as it would leave a plain list."""

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from haste.errors import ExpectedVersionError, KeyReusedError
from haste.events import codec
from haste.ports import Clock, EventLog, Expected, Write
from haste.store.verifying import verify
from haste.vocabulary.ids import Position, StreamName
from tests.contracts.conftest import LOGS
from tests.logs import CountingClock, close, rounds, write

STREAMS = ("run-a", "run-b", "run-c")
CALLS = st.lists(
    st.tuples(
        st.lists(
            st.builds(
                lambda stream, first, count, expected: write(*rounds(first, first + count - 1), stream=stream, expected=expected),
                st.sampled_from(STREAMS),
                st.integers(1, 3),
                st.integers(0, 3),
                st.sampled_from([*Expected, 0, 1, 2, 3]),
            ),
            min_size=1,
            max_size=3,
        ),
        st.sampled_from("abcdef"),
    ),
    max_size=12,
)
Call = tuple[list[Write], str]


class Model:
    """A log as a list of (stream, bytes), and what each key stored."""

    def __init__(self) -> None:
        self.events: list[tuple[str, bytes]] = []
        self.calls: dict[str, list[tuple[str, bytes]]] = {}

    def append(self, call: Call) -> str:
        writes, key = call
        asked = [(one.stream, codec.encode(event)) for one in writes for event in one.events]
        if key in self.calls:
            return "repeated" if self.calls[key] == asked else "key reused"
        ahead = [stream for stream, _ in self.events]
        for one in writes:
            if not holds(one.expected, ahead.count(one.stream)):
                return "refused"
            ahead += [one.stream] * len(one.events)
        if asked:
            self.calls[key] = [(str(stream), data) for stream, data in asked]
        self.events += asked
        return "appended"


def holds(expected: int, version: int) -> bool:
    words = {Expected.ANY: True, Expected.NONE: version == 0, Expected.EXISTS: version > 0}
    return words[Expected(expected)] if expected < 0 else version == expected


def outcome(log: EventLog, call: Call) -> str:
    writes, key = call
    before = log.head()
    try:
        recorded = log.append(writes, key=key)
    except ExpectedVersionError:
        return "refused"
    except KeyReusedError:
        return "key reused"
    return "repeated" if recorded and log.head() == before else "appended"


@pytest.mark.parametrize("opened", LOGS.values(), ids=LOGS)
@settings(max_examples=40, deadline=None)
@given(calls=CALLS)
def test_a_log_answers_and_ends_like_a_list(opened: Callable[[Path, Clock], EventLog], calls: list[Call]) -> None:
    model = Model()
    with TemporaryDirectory() as folder:
        log = opened(Path(folder), CountingClock())

        assert [outcome(log, call) for call in calls] == [model.append(call) for call in calls]

        assert [(stored.stream, stored.data) for stored in log.tail(after=Position(0), limit=1000)] == model.events
        for stream in STREAMS:
            assert [stored.data for stored in log.read(StreamName(stream))] == [data for name, data in model.events if name == stream]
        assert verify(log) == log.head()
        close(log)
