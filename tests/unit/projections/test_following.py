"""A bookmark in the log."""

from haste.events.event import Event, Recorded
from haste.ports import Expected, Write
from haste.projections.following import Follower, correlated
from haste.vocabulary.ids import Position, StreamName, SweepId
from tests.builders import SWEEP, append, finished, log_of, run_started, sweep_started

RUN_STREAM, SWEEP_STREAM = StreamName("run-s.leaf"), StreamName("sweep-s")


def keep(seen: tuple[Event, ...], event: Event) -> tuple[Event, ...]:
    return (*seen, event)


def events_of(page: tuple[Recorded, ...]) -> list[Event]:
    return [recorded.event for recorded in page]


def test_a_follower_folds_its_streams_in_the_order_of_the_log_and_no_others() -> None:
    log = log_of(run_started(), sweep_started(), run_started("tree"), finished())
    follower = Follower[tuple[Event, ...]](log, (SWEEP_STREAM, RUN_STREAM), (), keep)

    new = follower.catch_up()

    assert events_of(new) == list(follower.state) == [run_started(), sweep_started(), finished()]
    assert follower.read_to == 4


def test_a_follower_folds_each_event_once() -> None:
    log = log_of(run_started())
    follower = Follower[tuple[Event, ...]](log, (RUN_STREAM,), (), keep)
    follower.catch_up()
    append(log, [finished()])

    assert events_of(follower.catch_up()) == [finished()]
    assert follower.catch_up() == ()
    assert follower.state == (run_started(), finished())


def test_the_newest_event_of_a_stream_gives_version_and_position() -> None:
    log = log_of(run_started(), sweep_started(), finished())
    follower = Follower[tuple[Event, ...]](log, (SWEEP_STREAM, RUN_STREAM), (), keep)

    assert follower.newest(RUN_STREAM) == (0, 0)
    assert follower.last() is None
    follower.catch_up()

    assert (follower.newest(RUN_STREAM), follower.newest(SWEEP_STREAM), follower.newest(StreamName("run-other"))) == ((2, 3), (1, 2), (0, 0))
    last = follower.last()
    assert last is not None
    assert last.event == finished()


def test_what_is_appended_after_the_look_at_the_head_waits_for_the_next_call() -> None:
    log = log_of(run_started())
    follower = Follower[tuple[Event, ...]](log, (RUN_STREAM,), (), keep)
    read = log.read

    def read_late(stream: StreamName, *, after: int = 0) -> object:
        if log.head().position == 1:
            append(log, [finished()])
        return read(stream, after=after)  # type: ignore[arg-type]  # versions are plain numbers here

    log.read = read_late  # type: ignore[method-assign,assignment]  # another writer comes between head and read

    assert (events_of(follower.catch_up()), follower.read_to) == ([run_started()], 1)
    assert (events_of(follower.catch_up()), follower.read_to) == ([finished()], 2)


def test_the_events_of_a_sweep_are_those_that_carry_its_name_on_whatever_stream() -> None:
    log = log_of(sweep_started(), run_started(), finished())
    log.append([Write(stream=RUN_STREAM, events=(finished(),), expected=Expected.ANY, actor="given", correlation="other")], key="other")
    append(log, [finished()])

    assert [recorded.position for recorded in correlated(log, SWEEP, to=Position(5))] == [1, 2, 3, 5]
    assert [recorded.position for recorded in correlated(log, SWEEP, to=Position(4))] == [1, 2, 3]
    assert events_of(correlated(log, SweepId("other"), to=Position(5))) == [finished()]
