"""The end of a run in rare cases: its time is over, or a worker that was given up lives on and appends meanwhile."""

from collections.abc import Callable

import msgspec
import pytest

from haste.actors.ensembling import Blended, Ensembles
from haste.actors.executing import Execute, Executions
from haste.actors.execution import Judged, Order
from haste.actors.finishing import Finisher
from haste.decisions import ensembling
from haste.events.event import Event
from haste.events.run import EnsembleJudged, FinalistRevalidated, SubmissionChosen
from haste.projections.run import RunState
from haste.store.blobs import MemoryBlobs
from haste.store.memory import MemoryLog
from haste.thresholds import Thresholds
from haste.vocabulary.budget import Lease
from haste.vocabulary.ids import BlobId, Iteration, Time
from haste.vocabulary.judgement import ExecutionResult, Member
from haste.vocabulary.scales import Blend, Reason, Status
from tests.builders import (
    MINUTE,
    NOW,
    accepted,
    append,
    chosen,
    draft,
    execution_finished,
    granted,
    lift_of,
    log_of,
    made,
    probed,
    rejected,
    revalidated,
    run_started,
    scored,
    split_fixed,
    sweep_started,
)
from tests.logs import CountingClock
from tests.unit.actors.acting import Bench, events_of, judged, writer_of

FOLDS = 5
IN_TIME, OVER = Lease(trials=3), Lease(trials=3, deadline=Time(1))
SLOW_S = 200.0


def executed(iteration: int, score: float, fold: int, *, wall_s: float = 1.0) -> Event:
    result = msgspec.structs.replace(scored(score), wall_s=wall_s, predictions=BlobId(f"p{iteration}.{fold}"))
    return execution_finished(iteration, result, fold)


def searched(blobs: MemoryBlobs, lease: Lease, *scores: float, wall_s: float = 1.0) -> MemoryLog:
    """A run at the end of its search, with sound drafts of these scores on all folds; their codes are the scores."""
    log = log_of(sweep_started(), probed(), run_started(), granted(lease), split_fixed(FOLDS))
    for iteration, score in enumerate(scores, 1):
        proposal = made(iteration, draft(), code=blobs.put(str(score).encode())).proposal
        resources = msgspec.structs.replace(proposal.solution.resources, time_limit_s=900.0)
        solution = msgspec.structs.replace(proposal.solution, resources=resources)
        event = msgspec.structs.replace(made(iteration, draft()), proposal=msgspec.structs.replace(proposal, solution=solution))
        folds = (executed(iteration, score, fold, wall_s=wall_s) for fold in range(FOLDS))
        append(log, [chosen(iteration, draft()), event, *folds, accepted(iteration)])
    return log


async def finish(log: MemoryLog, blobs: MemoryBlobs, bench: Execute) -> SubmissionChosen | None:
    writer = writer_of(log)
    executions = Executions(writer, blobs=blobs, clock=CountingClock(), execute=bench, home="/nowhere")
    await Finisher(writer, executions, blobs=blobs, clock=CountingClock(), home="/nowhere").finish()
    return next((event for event in events_of(log) if isinstance(event, SubmissionChosen)), None)


async def slow(order: Order) -> Judged:
    """A machine on which each fit takes its time, and is ended where it is not given so long."""
    if order.resources.time_limit_s >= SLOW_S:
        return judged(order)
    ended = ExecutionResult(status=Status.TIMED_OUT, reason=Reason.WALL_LIMIT, message="", wall_s=order.resources.time_limit_s, cpu_s=0.0)
    return Judged(result=ended, printed=b"", predictions=None)


async def test_a_run_whose_fits_take_minutes_still_submits_after_its_time() -> None:
    blobs = MemoryBlobs()
    log = searched(blobs, OVER, 0.7, 0.6, wall_s=0.8 * SLOW_S)

    submission = await finish(log, blobs, slow)

    assert submission is not None, "a run with sound solutions ended without a submission"
    assert submission.iteration == 1


async def test_an_ensemble_is_judged_anew_where_its_members_change_while_it_is_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    blobs = MemoryBlobs()
    log = searched(blobs, IN_TIME, 0.6, 0.7, 0.8)
    late = [chosen(4, draft()), made(4, draft(), code=blobs.put(b"0.9")), *(executed(4, 0.9, fold) for fold in range(FOLDS)), accepted(4)]
    measured: list[tuple[int, ...]] = []

    def measure(_: Ensembles, state: RunState, rules: Thresholds) -> Blended:
        members = ensembling.members(state.tree, state.competition.metric.direction, rules)
        if not measured:
            append(log, late)
        measured.append(members)
        return Blended(
            members=members, blend=Blend.MEANS, weights=(0.5, 0.5, *(0.0,) * (len(members) - 2)), scores=(0.9,) * FOLDS, lift=lift_of(0.02, 0.001)
        )

    monkeypatch.setattr(Ensembles, "judged", measure)
    monkeypatch.setattr(Ensembles, "revalidated", lambda *_: ())

    await finish(log, blobs, Bench())

    (event,) = (event for event in events_of(log) if isinstance(event, EnsembleJudged))
    assert measured == [(3, 2, 1), (4, 3, 2, 1)]
    assert tuple(member.iteration for member in event.members) == (4, 3, 2, 1), "with weights that were fitted to them"


async def test_what_is_submitted_is_chosen_by_all_that_is_known_then() -> None:
    blobs = MemoryBlobs()
    log = searched(blobs, OVER, 0.7, 0.6)

    async def overtaken(order: Order) -> Judged:
        append(log, [revalidated(order.iteration, 0.65)])
        return judged(order)

    submission = await finish(log, blobs, overtaken)

    assert submission is not None
    assert (submission.iteration, submission.validation) == (1, 0.65)


@pytest.mark.parametrize(("wall_s", "judged_again"), [(1.0, {1, 2}), (10.0, {1})], ids=["quick", "slow"])
async def test_the_runner_up_is_judged_again_only_where_it_could_be_fitted_too(
    monkeypatch: pytest.MonkeyPatch, wall_s: float, judged_again: set[int]
) -> None:
    monkeypatch.setattr(Ensembles, "judged", lambda *_: None)
    blobs = MemoryBlobs()
    log = searched(blobs, Lease(trials=3, deadline=Time(NOW + 20 * 1_000_000_000)), 0.7, 0.6, wall_s=wall_s)

    submission = await finish(log, blobs, Bench())

    assert {event.iteration for event in events_of(log) if isinstance(event, FinalistRevalidated)} == judged_again
    assert submission is not None
    assert submission.iteration == 1


@pytest.mark.parametrize(
    ("minutes", "order"), [(10, [(1, False), (2, True), (2, False)]), (4, [(2, True), (1, False), (2, False)])], ids=["time for all", "for one"]
)
async def test_where_there_is_no_time_for_both_the_ensemble_is_judged_again_first(
    monkeypatch: pytest.MonkeyPatch, minutes: int, order: list[tuple[int, bool]]
) -> None:
    blobs = MemoryBlobs()
    log = searched(blobs, Lease(trials=3, deadline=Time(NOW + minutes * MINUTE)), 0.8, 0.7, 0.6, wall_s=15.0)
    members = tuple(Member(iteration=Iteration(iteration), weight=0.5) for iteration in (2, 3))
    monkeypatch.setattr(Ensembles, "judged", lambda *_: None)
    monkeypatch.setattr(Ensembles, "revalidated", lambda *_: (0.9,) * FOLDS)
    monkeypatch.setattr(Ensembles, "submission", lambda *_: b"blend")
    monkeypatch.setattr(ensembling, "kept", lambda _: members)

    await finish(log, blobs, Bench())

    assert [(event.iteration, bool(event.members)) for event in events_of(log) if isinstance(event, FinalistRevalidated)] == order


@pytest.mark.parametrize(
    ("verdict", "minutes", "order"),
    [(rejected, 10, [3, 2, 1]), (rejected, 1, [2, 1]), (accepted, 1, [3, 2])],
    ids=["time for all", "not for the best one, which was rejected", "not for the best one, which was accepted"],
)
async def test_where_there_is_no_time_for_the_best_one_and_it_was_rejected_others_are_judged_again_first(
    monkeypatch: pytest.MonkeyPatch, verdict: Callable[[int], Event], minutes: int, order: list[int]
) -> None:
    monkeypatch.setattr(Ensembles, "judged", lambda *_: None)
    blobs = MemoryBlobs()
    log = searched(blobs, Lease(trials=3, deadline=Time(NOW + minutes * MINUTE)), 0.6, 0.7, wall_s=1.0)
    tried = [chosen(3, draft()), made(3, draft(), code=blobs.put(b"0.8")), *(executed(3, 0.8, fold, wall_s=15.0) for fold in range(FOLDS))]
    append(log, [*tried, verdict(3)])

    submission = await finish(log, blobs, Bench())

    assert [event.iteration for event in events_of(log) if isinstance(event, FinalistRevalidated)] == order
    assert submission is not None
    assert submission.iteration == order[0]
