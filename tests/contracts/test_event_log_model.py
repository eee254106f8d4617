"""Any sequence of calls leaves a log as it would leave a plain list: also where it is cut off, opened anew or carried over in between."""

import shutil
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule, run_state_machine_as_test

from haste.errors import ExpectedVersionError, KeyReusedError
from haste.events import codec
from haste.ports import Expected, Write
from haste.projections.digest import digest
from haste.projections.memory import Kept, MemoryFollower
from haste.store.committing import LogStore
from haste.store.exporting import exported, imported
from haste.store.postgres import PostgresLog
from haste.store.snapshots import Snapshots
from haste.store.sqlite import SqliteLog
from haste.store.verifying import verify
from haste.vocabulary.ids import Position, StreamName, Version
from tests.contracts.conftest import LOGS
from tests.logs import CountingClock, close, rounds, write
from tests.postgres import new_dsn

STREAMS = ("run-a", "run-b", "run-c")
WRITES = st.lists(
    st.builds(
        lambda stream, first, count, expected: write(*rounds(first, first + count - 1), stream=stream, expected=expected),
        st.sampled_from(STREAMS),
        st.integers(1, 3),
        st.integers(0, 3),
        st.sampled_from([*Expected, 0, 1, 2, 3]),
    ),
    min_size=1,
    max_size=3,
)
KEYS = st.sampled_from("abcdef")
EXAMPLES = {"memory": 25, "sqlite": 12, "keeper": 15, "postgres": 4}
Asked = list[tuple[str, bytes]]


def holds(expected: int, version: int) -> bool:
    words = {Expected.ANY: True, Expected.NONE: version == 0, Expected.EXISTS: version > 0}
    return words[Expected(expected)] if expected < 0 else version == expected


def asked(writes: Sequence[Write]) -> Asked:
    return [(str(one.stream), codec.encode(event)) for one in writes for event in one.events]


class LogBesideAList(RuleBasedStateMachine):
    """A log of one kind, and a list of (stream, bytes) with what each key stored and from which position on."""

    def __init__(self, kind: str) -> None:
        super().__init__()
        self.kind = kind
        self.held = ExitStack()
        self.events: Asked = []
        self.calls: dict[str, tuple[list[Write], int]] = {}
        self.open_log = self.place()
        self.log = self.open_log()
        self.snapshots = Snapshots(self.folder())

    def folder(self) -> Path:
        return Path(self.held.enter_context(TemporaryDirectory()))

    def place(self) -> Callable[[], LogStore]:
        """A new place for a log, which can be opened more than once where it lasts."""
        self.lies = folder = self.folder()
        match self.kind:
            case "postgres":
                dsn = new_dsn()
                return lambda: PostgresLog(dsn, CountingClock())
            case "sqlite":
                return lambda: SqliteLog(folder / "log.sqlite", CountingClock())
            case _:
                made = LOGS[self.kind](folder, CountingClock())
                return lambda: made

    @rule(writes=WRITES, key=KEYS)
    def append(self, writes: list[Write], key: str) -> None:
        before = self.log.head()
        if refused := self.refusal(writes, key):
            with pytest.raises(refused):
                self.log.append(writes, key=key)
            assert self.log.head() == before
            return
        recorded = self.log.append(writes, key=key)
        assert [(one.stream, codec.encode(one.event)) for one in recorded] == asked(writes)
        if recorded and key not in self.calls:
            self.calls[key] = writes, len(self.events) + 1
            self.events += asked(writes)
        assert [one.position for one in recorded] == [self.calls[key][1] + place for place in range(len(recorded))]

    def refusal(self, writes: list[Write], key: str) -> type[Exception] | None:
        """Why this append has to be refused; None where it has not."""
        if key in self.calls:
            return None if asked(self.calls[key][0]) == asked(writes) else KeyReusedError
        ahead = [stream for stream, _ in self.events]
        for one in writes:
            if not holds(one.expected, ahead.count(one.stream)):
                return ExpectedVersionError
            ahead += [one.stream] * len(one.events)
        return None

    @precondition(lambda self: self.calls)
    @rule(data=st.data())
    def repeat(self, data: st.DataObject) -> None:
        key = data.draw(st.sampled_from(sorted(self.calls)))
        self.append(self.calls[key][0], key)

    @precondition(lambda self: self.calls)
    @rule(data=st.data(), writes=WRITES)
    def reuse_a_key(self, data: st.DataObject, writes: list[Write]) -> None:
        self.append(writes, data.draw(st.sampled_from(sorted(self.calls))))

    @rule(after=st.integers(0, 30), limit=st.integers(0, 7))
    def page(self, after: int, limit: int) -> None:
        page = self.log.tail(after=Position(after), limit=limit)

        assert [(stored.stream, stored.data) for stored in page] == self.events[after : after + limit]
        assert [stored.position for stored in page] == list(range(after + 1, after + 1 + len(page)))

    @rule(stream=st.sampled_from(STREAMS), after=st.integers(0, 6))
    def one_stream(self, stream: str, after: int) -> None:
        page = self.log.read(StreamName(stream), after=Version(after))

        assert [stored.data for stored in page] == [data for name, data in self.events if name == stream][after:]
        assert [stored.version for stored in page] == list(range(after + 1, after + 1 + len(page)))

    @precondition(lambda self: self.kind in ("sqlite", "postgres"))
    @rule()
    def open_anew(self) -> None:
        close(self.log)
        self.log = self.open_log()

    @precondition(lambda self: self.kind == "sqlite")
    @rule()
    def cut_off(self) -> None:
        """Go on from the files that a kill would leave: nothing is closed, nothing is moved out of the WAL."""
        old, before = self.lies, self.log
        self.open_log = self.place()
        for file in old.glob("log.sqlite*"):
            if not file.name.endswith("-shm"):
                shutil.copy(file, self.lies / file.name)
        close(before)
        self.log = self.open_log()

    @rule(keep=st.booleans())
    def fold(self, *, keep: bool) -> None:
        """Whoever goes on from a snapshot knows what a whole fold knows, and what the list says."""
        whole, gone_on = (self.followed(start) for start in (None, self.snapshots.read(self.log)))

        assert (digest(gone_on.state), gone_on.newest, gone_on.read_to) == (digest(whole.state), whole.newest, whole.read_to)
        assert whole.read_to == len(self.events)
        streams = [stream for stream, _ in self.events]
        assert dict(whole.newest) == {name: (streams.count(name), len(streams) - streams[::-1].index(name)) for name in set(streams)}
        if keep:
            self.snapshots.write(self.log, gone_on)

    def followed(self, start: Kept | None) -> Kept:
        follower = MemoryFollower(self.log, start=start)
        follower.catch_up()
        return follower.kept

    @precondition(lambda self: self.kind != "keeper")
    @rule()
    def carry_over(self) -> None:
        """Go on in a new log that the old one was exported into."""
        head, lines = self.log.head(), list(exported(self.log))
        close(self.log)
        self.open_log = self.place()
        self.log = self.open_log()

        assert imported(lines, self.log, where="lines") == self.log.head() == head  # type: ignore[arg-type]  # all but the keeper's client are kept logs

    def teardown(self) -> None:
        try:
            assert [(stored.stream, stored.data) for stored in self.log.tail(after=Position(0), limit=1000)] == self.events
            assert verify(self.log) == self.log.head()
        finally:
            close(self.log)
            self.held.close()


@pytest.mark.parametrize("kind", LOGS)
def test_a_log_answers_and_ends_like_a_list(kind: str) -> None:
    run_state_machine_as_test(
        lambda: LogBesideAList(kind),  # type: ignore[arg-type]  # it takes whatever makes a machine
        settings=settings(max_examples=EXAMPLES[kind], stateful_step_count=25, deadline=None),
    )
