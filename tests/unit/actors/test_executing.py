"""Executions: at least once in the world, exactly once in the log, never again once they are in it."""

import asyncio

import msgspec
import pytest

from haste.actors.executing import Place
from haste.actors.execution import Judged, Order
from haste.errors import FencedError
from haste.events.event import Event
from haste.events.run import ExecutionFinished, ExecutionStarted, RunFinished
from haste.projections.run import RunState
from haste.seeds import derive
from haste.store.blobs import MemoryBlobs
from haste.store.memory import MemoryLog
from haste.vocabulary.budget import Lease
from haste.vocabulary.ids import Iteration, Time
from haste.vocabulary.scales import Reason, Stage, Status
from tests.builders import (
    FAILED,
    LIMITS,
    RULES,
    accepted,
    append,
    chosen,
    draft,
    execution_finished,
    execution_started,
    finished,
    granted,
    log_of,
    made,
    probed,
    run_started,
    scored,
    split,
    split_fixed,
    sweep_started,
)
from tests.unit.actors.acting import Bench, events_of, executions_of, judged, writer_of

FIRST = Place(iteration=Iteration(1), stage=Stage.FOLD, fold=0, split=split())


def given(blobs: MemoryBlobs, *events: Event, code: str = "0.7", walled: bool = True) -> MemoryLog:
    start = (sweep_started(), probed(walled=walled), run_started(), granted(Lease(trials=3)), split_fixed())
    return log_of(*start, chosen(1, draft()), made(1, draft(), code=blobs.put(code.encode())), *events)


def executions(log: MemoryLog) -> list[Event]:
    return [event for event in events_of(log) if isinstance(event, ExecutionStarted | ExecutionFinished)]


async def test_a_newcomer_is_not_carried_beyond_the_runs_time_where_another_solution_stands() -> None:
    blobs = MemoryBlobs()
    log = given(blobs, granted(Lease(trials=3, deadline=Time(1))))
    newcomer = (accepted(1), chosen(2, draft()), made(2, draft(), code=blobs.put(b"0.8")))

    await executions_of(log, blobs, Bench()).result(FIRST)
    append(log, newcomer)
    await executions_of(log, blobs, Bench()).result(msgspec.structs.replace(FIRST, iteration=Iteration(2)))
    await executions_of(log, blobs, Bench()).result(msgspec.structs.replace(FIRST, stage=Stage.FULL))

    limits = [event.resources.time_limit_s for event in executions(log) if isinstance(event, ExecutionStarted)]
    assert limits == [RULES.time_limit_min_s, 1.0, RULES.time_limit_min_s]


async def test_an_execution_is_in_the_log_before_it_runs_and_again_when_it_has_ended() -> None:
    blobs = MemoryBlobs()
    log = given(blobs)
    before: list[Event] = []

    async def look(order: Order) -> Judged:
        before.extend(executions(log))
        return judged(order)

    result = await executions_of(log, blobs, look).result(FIRST)

    started, ended = executions(log)
    assert before == [started]
    assert isinstance(started, ExecutionStarted)
    assert isinstance(ended, ExecutionFinished)
    assert (started.attempt, started.fold, started.stage, started.resources) == (1, 0, Stage.FOLD, LIMITS)
    assert (ended.attempt, ended.result) == (1, result)
    assert result.predictions is not None
    assert blobs.get(result.predictions) == b"id,y\n"
    assert result.output is None


async def test_an_order_has_all_that_a_machine_needs() -> None:
    blobs = MemoryBlobs()
    orders: list[Order] = []

    async def keep(order: Order) -> Judged:
        orders.append(order)
        return judged(order)

    log = given(blobs)
    await executions_of(log, blobs, keep).result(FIRST)

    (order,) = orders
    state: RunState = await writer_of(log).catch_up()
    assert (order.competition, order.split, order.stage, order.fold) == (state.competition, split(), Stage.FOLD, 0)
    assert (order.code, order.trusted, order.sandbox, order.walled) == (b"0.7", True, "bubblewrap", True)
    assert (order.resources, order.seed, order.home) == (LIMITS, derive(7, "leaf", 0, "execution"), "/nowhere")


async def test_a_known_result_is_never_executed_again() -> None:
    blobs, bench = MemoryBlobs(), Bench()
    log = given(blobs, execution_started(1), execution_finished(1, scored(0.5)))

    assert await executions_of(log, blobs, bench).result(FIRST) == scored(0.5)
    assert bench.calls == 0


async def test_a_failed_result_is_a_result() -> None:
    blobs, bench = MemoryBlobs(), Bench()

    assert await executions_of(given(blobs, execution_finished(1, FAILED)), blobs, bench).result(FIRST) == FAILED
    assert bench.calls == 0


async def test_what_a_failed_solution_printed_is_kept() -> None:
    blobs = MemoryBlobs()

    result = await executions_of(given(blobs, code="crash"), blobs, Bench()).result(FIRST)

    assert (result.status, result.predictions) == (Status.CRASHED, None)
    assert result.output is not None
    assert blobs.get(result.output) == b"Traceback: boom"


async def test_a_lost_machine_opens_the_next_attempt() -> None:
    blobs = MemoryBlobs()
    log = given(blobs)

    await executions_of(log, blobs, Bench(losing=(1, 2))).result(FIRST)

    assert [(type(event), event.attempt) for event in executions(log) if isinstance(event, ExecutionStarted | ExecutionFinished)] == [
        (ExecutionStarted, 1),
        (ExecutionStarted, 2),
        (ExecutionStarted, 3),
        (ExecutionFinished, 3),
    ]


async def test_an_attempt_that_a_dead_worker_left_open_is_followed_by_the_next_one() -> None:
    blobs = MemoryBlobs()
    log = given(blobs, execution_started(1, attempt=4))

    await executions_of(log, blobs, Bench()).result(FIRST)

    assert [event.attempt for event in executions(log) if isinstance(event, ExecutionFinished)] == [5]


async def test_a_result_that_comes_after_another_one_does_not_count() -> None:
    blobs = MemoryBlobs()
    log = given(blobs)
    calls = 0

    async def overtaken(order: Order) -> Judged:
        nonlocal calls
        calls += 1
        if calls == 1:
            append(log, [execution_started(1, attempt=2)])  # a worker that took this one for dead
            append(log, [execution_finished(1, scored(0.25), attempt=2)])
        return judged(order)

    assert await executions_of(log, blobs, overtaken).result(FIRST) == scored(0.25)
    assert calls == 1
    assert [event.attempt for event in executions(log) if isinstance(event, ExecutionFinished)] == [2]


async def test_the_first_result_counts_also_where_a_later_attempt_is_open() -> None:
    blobs = MemoryBlobs()
    log = given(blobs)
    calls = 0

    async def overtaken(order: Order) -> Judged:
        nonlocal calls
        calls += 1
        if calls == 1:
            append(log, [execution_started(1, attempt=2)])  # a worker that took this one for dead
        return judged(order)

    await executions_of(log, blobs, overtaken).result(FIRST)

    assert calls == 1
    assert [event.attempt for event in executions(log) if isinstance(event, ExecutionFinished)] == [1]


async def test_two_workers_that_live_at_once_execute_once_each_and_take_the_same_result() -> None:
    blobs = MemoryBlobs()
    log = given(blobs)
    orders, both_run = list[Order](), asyncio.Event()

    async def together(order: Order) -> Judged:
        orders.append(order)
        if len(orders) == 2:
            both_run.set()
        await asyncio.wait_for(both_run.wait(), 10)
        return judged(order)

    results = await asyncio.gather(*(executions_of(log, blobs, together, actor=name).result(FIRST) for name in ("one", "other")))

    assert len(orders) == 2
    assert results[0] == results[1]
    assert [event.attempt for event in executions(log) if isinstance(event, ExecutionStarted)] == [1, 2]
    assert len([event for event in executions(log) if isinstance(event, ExecutionFinished)]) == 1


async def test_a_result_that_comes_after_the_end_of_its_run_gives_no_event_and_stops_its_worker() -> None:
    blobs = MemoryBlobs()
    log = given(blobs)

    async def overtaken(order: Order) -> Judged:
        append(log, [finished()])
        return judged(order)

    with pytest.raises(FencedError, match="expected a run under way, found one that has ended"):
        await executions_of(log, blobs, overtaken).result(FIRST)
    assert [type(event) for event in events_of(log)][-2:] == [ExecutionStarted, RunFinished]


async def test_nothing_is_executed_for_a_run_that_ends_between_the_look_and_the_start() -> None:
    blobs, bench = MemoryBlobs(), Bench()
    log = given(blobs)
    some = executions_of(log, blobs, bench)
    look = some._writer.catch_up

    async def overtaken() -> RunState:
        state = await look()
        if state.tree.finished is None:
            append(log, [finished()])
        return state

    some._writer.catch_up = overtaken  # type: ignore[method-assign]  # another worker is quicker just here

    with pytest.raises(FencedError):
        await some.result(FIRST)
    assert (bench.calls, executions(log)) == (0, [])


async def test_an_author_gets_no_more_than_the_cluster_has() -> None:
    blobs, bench = MemoryBlobs(), Bench()
    log = given(blobs)
    append(log, [msgspec.structs.replace(probed(), cluster_cpus=1)])
    greedy = made(1, draft(), code=blobs.put(b"0.7"))
    wide = msgspec.structs.replace(greedy.proposal.solution, resources=msgspec.structs.replace(LIMITS, cpus=64, gpus=8.0))
    append(log, [msgspec.structs.replace(greedy, proposal=msgspec.structs.replace(greedy.proposal, solution=wide))])

    await executions_of(log, blobs, bench).result(FIRST)

    (resources,) = [event.resources for event in executions(log) if isinstance(event, ExecutionStarted)]
    assert (resources.cpus, resources.gpus) == (1, 0.0)


async def test_a_result_that_another_worker_records_between_the_look_and_the_start_is_taken() -> None:
    blobs, bench = MemoryBlobs(), Bench()
    log = given(blobs)
    some = executions_of(log, blobs, bench)
    look = some._writer.catch_up

    async def overtaken() -> RunState:
        state = await look()
        if not executions(log):
            append(log, [execution_started(1), execution_finished(1, scored(0.25))])
        return state

    some._writer.catch_up = overtaken  # type: ignore[method-assign]  # another worker is quicker just here

    assert await some.result(FIRST) == scored(0.25)
    assert bench.calls == 0


async def test_an_execution_whose_machine_is_lost_again_and_again_has_crashed() -> None:
    blobs, bench = MemoryBlobs(), Bench(losing=range(1, 100))
    log = given(blobs)

    result = await executions_of(log, blobs, bench).result(FIRST)

    assert (result.status, result.reason) == (Status.CRASHED, Reason.NODE_LOST)
    assert "lost 8 times" in result.message
    assert bench.calls == RULES.attempts_max


async def test_executions_side_by_side_each_count_once() -> None:
    blobs, bench = MemoryBlobs(), Bench()
    log = given(blobs)
    some = executions_of(log, blobs, bench)
    places = [Place(iteration=Iteration(1), stage=Stage.FOLD, fold=fold, split=split()) for fold in range(5)]

    results = await asyncio.gather(*(some.result(place) for place in places))

    assert len(executions(log)) == 10
    assert bench.calls == 5
    assert len({result.score for result in results}) == 5


async def test_the_fresh_split_is_another_place_than_the_first_one() -> None:
    blobs, bench = MemoryBlobs(), Bench()
    log = given(blobs, execution_finished(1, scored(0.5)))

    await executions_of(log, blobs, bench).result(Place(iteration=Iteration(1), stage=Stage.REVALIDATION, fold=0, split=split()))

    assert bench.calls == 1


@pytest.mark.parametrize("walled", [True, False])
async def test_an_order_says_whether_walls_hold(walled: bool) -> None:  # noqa: FBT001 - a parameter of the test
    blobs = MemoryBlobs()
    seen: list[bool] = []

    async def keep(order: Order) -> Judged:
        seen.append(order.walled)
        return judged(order)

    await executions_of(given(blobs, walled=walled), blobs, keep).result(FIRST)

    assert seen == [walled]


async def test_before_any_walls_were_tried_nothing_counts_as_walled() -> None:
    blobs = MemoryBlobs()
    log = log_of(sweep_started(), run_started(), split_fixed(), chosen(1, draft()), made(1, draft(), code=blobs.put(b"0.7")))
    orders: list[Order] = []

    async def keep(order: Order) -> Judged:
        orders.append(order)
        return judged(order)

    await executions_of(log, blobs, keep).result(FIRST)

    assert (orders[0].sandbox, orders[0].walled) == ("", False)
