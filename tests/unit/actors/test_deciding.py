"""How an actor appends: on the newest state, under the versions seen, anew where another writer was first."""

import asyncio
from collections.abc import Sequence

import pytest

from haste.actors.deciding import fence
from haste.errors import FencedError
from haste.events.event import Event
from haste.events.sweep import SweepResumed
from haste.ports import Write
from haste.projections.run import RunState
from haste.vocabulary.budget import Lease
from haste.vocabulary.ids import Position
from tests.builders import NOW, SWEEP, append, chosen, draft, granted, improve, log_of, run_started, sweep_started
from tests.unit.actors.acting import events_of, writer_of

GIVEN = (sweep_started(), run_started())


def next_trial(state: RunState, _: Position) -> Sequence[Event]:
    """One more trial, whatever there is already."""
    return (chosen(len(state.tree.trials) + 1, draft()),)


async def test_a_decision_is_made_on_the_newest_state_and_signed() -> None:
    log = log_of(*GIVEN)
    writer = writer_of(log, actor="worker:x")
    append(log, [chosen(1, draft())])

    (recorded,) = await writer.decide(next_trial)

    assert recorded.event == chosen(2, draft())
    assert (recorded.actor, recorded.correlation, recorded.causation, recorded.version) == ("worker:x#1", SWEEP, 3, 3)
    assert len(writer.follower.state.tree.trials) == 2


async def test_a_decision_is_told_up_to_where_its_state_reads() -> None:
    seen: list[Position] = []

    def look(_: RunState, read_to: Position) -> Sequence[Event]:
        seen.append(read_to)
        return ()

    await writer_of(log_of(*GIVEN)).decide(look)

    assert seen == [2]


async def test_nothing_to_decide_appends_nothing() -> None:
    log = log_of(*GIVEN)

    assert await writer_of(log).decide(lambda _, __: ()) == ()
    assert log.head().position == 2


async def test_where_another_writer_is_first_the_decision_is_made_anew_on_what_it_wrote() -> None:
    log = log_of(*GIVEN)
    known: list[int] = []

    def decide(state: RunState, read_to: Position) -> Sequence[Event]:
        known.append(len(state.tree.trials))
        if len(known) == 1:
            append(log, [chosen(1, draft())])
        return next_trial(state, read_to)

    (recorded,) = await writer_of(log).decide(decide)

    assert known == [0, 1]
    assert recorded.event == chosen(2, draft())


async def test_a_decision_that_another_writer_made_unneeded_is_dropped() -> None:
    log = log_of(*GIVEN)

    def first_trial(state: RunState, _: Position) -> Sequence[Event]:
        if state.tree.trials:
            return ()
        append(log, [chosen(1, draft())])
        return (chosen(1, draft()),)

    assert await writer_of(log).decide(first_trial) == ()
    assert events_of(log) == [*GIVEN, chosen(1, draft())]


async def test_a_twin_that_used_the_same_key_for_another_decision_is_a_conflict_too() -> None:
    log = log_of(*GIVEN)
    twin = Write(stream=GIVEN[1].stream, events=(chosen(1, draft()),), expected=1, actor="worker:x#1", correlation=SWEEP)

    def decide(state: RunState, _: Position) -> Sequence[Event]:
        if not state.tree.trials:
            log.append([twin], key="worker:x#1:run-s.leaf@1")
            return (chosen(1, improve(9)),)
        return next_trial(state, _)

    (recorded,) = await writer_of(log, actor="worker:x").decide(decide)

    assert recorded.event == chosen(2, draft())
    assert events_of(log) == [*GIVEN, chosen(1, draft()), chosen(2, draft())]


async def test_events_of_two_streams_are_appended_together_or_not_at_all() -> None:
    log = log_of(sweep_started())
    both = (run_started(), granted(Lease(trials=3)))
    rivals = iter([run_started(), None])

    def decide(state: RunState, _: Position) -> Sequence[Event]:
        if (rival := next(rivals)) is not None:
            append(log, [rival])
        return both if not state.sweep.runs else both[1:]

    (recorded,) = await writer_of(log).decide(decide)

    assert recorded.event == both[1]
    assert events_of(log) == [sweep_started(), *both]


async def test_decisions_of_one_actor_take_turns() -> None:
    log = log_of(*GIVEN)
    writer = writer_of(log)

    await asyncio.gather(*(writer.decide(next_trial) for _ in range(8)))

    assert events_of(log)[2:] == [chosen(number, draft()) for number in range(1, 9)]


async def test_an_actor_of_an_earlier_epoch_stops_and_writes_nothing() -> None:
    log = log_of(*GIVEN)
    early, late = writer_of(log, epoch=1), writer_of(log, epoch=2)
    await early.decide(next_trial)

    append(log, [SweepResumed(sweep=SWEEP, epoch=2, idle_s=0.0, now=NOW)])

    with pytest.raises(FencedError, match="expected epoch 1, found epoch 2"):
        await early.decide(next_trial)
    with pytest.raises(FencedError):
        await early.catch_up()
    assert len(await late.decide(next_trial)) == 1
    assert len(events_of(log)) == 5


async def test_an_actor_that_is_overtaken_between_its_fold_and_its_append_writes_nothing() -> None:
    log = log_of(*GIVEN)
    takeover = (SweepResumed(sweep=SWEEP, epoch=2, idle_s=0.0, now=NOW), chosen(1, draft()))

    def overtaken(state: RunState, read_to: Position) -> Sequence[Event]:
        append(log, takeover)
        return next_trial(state, read_to)

    with pytest.raises(FencedError):
        await writer_of(log, epoch=1).decide(overtaken)
    assert events_of(log) == [*GIVEN, *takeover]


@pytest.mark.parametrize(("mine", "current"), [(1, 0), (1, 1), (2, 1)])
def test_an_actor_of_the_current_epoch_or_a_later_one_goes_on(mine: int, current: int) -> None:
    fence(mine, current)
