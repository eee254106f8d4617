"""One sweep from its walls to its end, and again from every place where its orchestrator can die."""

import asyncio
from pathlib import Path

import msgspec
import pytest

from haste.errors import ActorFailedError, FencedError
from haste.events.event import Event
from haste.events.run import RunFinished, RunGraded, RunStarted
from haste.events.sweep import BudgetGranted, RoundFinished, RoundStarted, SandboxProbed, SweepFinished, SweepResumed
from haste.projections.leaderboard import rows
from haste.store.blobs import MemoryBlobs
from haste.store.memory import MemoryLog
from haste.vocabulary.budget import Lease
from haste.vocabulary.competition import Competition
from haste.vocabulary.ids import RunId, Time
from haste.vocabulary.scales import Reason, Status
from tests.builders import (
    MINUTE,
    NOW,
    RUN,
    SWEEP,
    append,
    competition,
    finished,
    granted,
    log_of,
    round_started,
    run_started,
    submitted,
    sweep_started,
)
from tests.unit.actors.acting import GONE, cut, ends_of_calls, events_of, in_folder
from tests.unit.actors.conducting import CONDUCT, FOUR, Crew, Workers, conducted, orchestrator_of

FAILED_ACTOR = ActorFailedError(expected="an answer", found="KeyError", where="worker", next_step="Report it.")


def of_kind(log: MemoryLog, kind: type[Event]) -> list[Event]:
    return [event for event in events_of(log) if isinstance(event, kind)]


def told(log: MemoryLog) -> list[str]:
    """What happened, without times and positions."""
    names = ("round", "competitions", "run", "valid", "epoch")
    return sorted(f"{type(event).__name__} {[getattr(event, name, None) for name in names]}" for event in events_of(log))


async def test_a_sweep_of_one_run_goes_from_its_walls_to_its_end() -> None:
    log = log_of(sweep_started())

    crew = await conducted(log)

    kinds = [SandboxProbed, RoundStarted, RunStarted, BudgetGranted, RunFinished, RunGraded, RoundFinished, SweepFinished]
    assert [type(event) for event in events_of(log)[1:]] == kinds
    assert crew.sent == [(RUN, "tabular")]


async def test_the_answer_is_the_end_of_the_sweep() -> None:
    log = log_of(sweep_started())

    (recorded,) = await orchestrator_of(log, Crew(log)).ask(CONDUCT)

    assert isinstance(recorded.event, SweepFinished)
    assert recorded.event.valid == 1


async def test_the_walls_in_force_are_recorded_with_what_was_tried_before() -> None:
    log = log_of(sweep_started())

    crew = await conducted(log)

    (event,) = of_kind(log, SandboxProbed)
    assert isinstance(event, SandboxProbed)
    assert (event.epoch, event.sandbox, event.walled, event.stops, event.misses) == (1, "bubblewrap", True, ("network",), ("time",))
    assert (event.tried, crew.probed) == (("first: did not hold",), ["auto"])


async def test_how_large_the_cluster_is_stands_beside_its_walls() -> None:
    log = log_of(sweep_started())

    await conducted(log)

    assert [(event.cluster_cpus, event.cluster_gpus) for event in events_of(log) if isinstance(event, SandboxProbed)] == [(16, 2.0)]


async def test_rounds_follow_one_another_and_each_run_gets_its_lease() -> None:
    log = log_of(sweep_started(*FOUR, minutes=60))

    await conducted(log)

    rounds = [event.competitions for event in events_of(log) if isinstance(event, RoundStarted)]
    leases = {event.run: event.lease for event in events_of(log) if isinstance(event, BudgetGranted)}
    assert rounds == [("a1", "t1"), ("a2", "t2")]
    assert sorted(leases) == ["s.a1", "s.a2", "s.t1", "s.t2"]
    assert leases[RunId("s.a1")].deadline == pytest.approx(NOW + 30 * MINUTE, abs=1000)
    second = [type(event) for event in events_of(log)].index(RoundFinished)
    assert all(event.run in ("s.a1", "s.t1") for event in events_of(log)[:second] if isinstance(event, RunStarted | RunFinished | RunGraded))


async def test_a_grade_is_the_last_event_of_its_run() -> None:
    log = log_of(sweep_started(*FOUR))

    await conducted(log)

    for name in ("a1", "a2", "t1", "t2"):
        assert [type(event) for event in events_of(log) if getattr(event, "run", None) == f"s.{name}"][-1] is RunGraded


async def test_no_more_runs_live_at_once_than_the_sweep_allows() -> None:
    log = log_of(sweep_started(*(competition(f"c{number}", f"d{number}") for number in range(5)), max_runs=2))
    crew, alive, most = Crew(log), set[RunId](), 0

    async def watched(run: RunId, domain: str) -> None:
        nonlocal most
        alive.add(run)
        most = max(most, len(alive))
        await asyncio.sleep(0.01)
        await crew.send(run, domain)
        alive.discard(run)

    await orchestrator_of(log, Workers(log, watched)).ask(CONDUCT)

    assert most == 2
    assert len(crew.sent) == 5


async def test_a_worker_whose_process_is_gone_is_followed_by_another() -> None:
    log = log_of(sweep_started())

    crew = await conducted(log, GONE, GONE)

    assert crew.sent == [(RUN, "tabular")] * 3
    assert [event.valid for event in events_of(log) if isinstance(event, SweepFinished)] == [1]


async def test_a_worker_that_was_overtaken_by_another_one_of_its_run_costs_nothing() -> None:
    log = log_of(sweep_started())

    async def overtaken(run: RunId, domain: str) -> None:
        del domain
        append(log, [finished(run=run)])
        raise FencedError(expected="a run under way", found="one that has ended", where=f"run {run}", next_step="Nothing.")

    await orchestrator_of(log, Workers(log, overtaken)).ask(CONDUCT)

    assert [event.valid for event in events_of(log) if isinstance(event, SweepFinished)] == [1]


async def test_a_worker_that_meets_a_defect_ends_its_run_and_no_other() -> None:
    log = log_of(sweep_started(*FOUR))

    await conducted(log, FAILED_ACTOR)

    ends = [(event.status, event.reason) for event in events_of(log) if isinstance(event, RunFinished)]
    assert ends.count((Status.CRASHED, Reason.EXCEPTION)) == 1
    assert ends.count((Status.SUCCEEDED, None)) == 3
    (broken,) = [row for row in rows(log, SWEEP) if not row.valid]
    assert "Report it." in broken.message
    assert [event.valid for event in events_of(log) if isinstance(event, SweepFinished)] == [3]


async def test_a_worker_that_fails_after_its_run_ended_changes_nothing() -> None:
    log = log_of(sweep_started())
    crew = Crew(log)

    async def late(run: RunId, domain: str) -> None:
        await crew.send(run, domain)
        raise FAILED_ACTOR

    await orchestrator_of(log, Workers(log, late)).ask(CONDUCT)

    assert [event.status for event in events_of(log) if isinstance(event, RunFinished)] == [Status.SUCCEEDED]


async def test_a_sweep_without_a_valid_submission_ends_with_none() -> None:
    log = log_of(sweep_started(*FOUR))

    await orchestrator_of(log, Crew(log, status=Status.CRASHED)).ask(CONDUCT)

    assert [event.valid for event in events_of(log) if isinstance(event, SweepFinished)] == [0]


def with_answers(place: Path, answers: str) -> Competition:
    found = in_folder(place)
    private = place / "private"
    private.mkdir()
    (private / "test.csv").write_text(answers, encoding="utf-8")
    return found


async def grade_of(found: Competition, submission: bytes) -> RunGraded:
    log, blobs = log_of(sweep_started(found)), MemoryBlobs()
    await orchestrator_of(log, Crew(log, submission=blobs.put(submission)), blobs).ask(CONDUCT)
    (event,) = of_kind(log, RunGraded)
    assert isinstance(event, RunGraded)
    return event


async def test_a_submission_meets_the_private_answers(tmp_path: Path) -> None:
    graded = await grade_of(with_answers(tmp_path, "id,y\n90,0\n91,1\n"), b"id,y\n90,0.2\n91,0.7\n")

    assert (graded.score, graded.reason, graded.message) == (1.0, None, "")


async def test_a_submission_that_does_not_fit_the_answers_has_no_score_and_a_reason(tmp_path: Path) -> None:
    graded = await grade_of(with_answers(tmp_path, "id,y\n90,0\n91,1\n"), b"id,y\n90,0.2\n")

    assert (graded.score, graded.reason) == (None, Reason.WRONG_ROWS)
    assert "expected one row for each of the 2 ids" in graded.message


async def test_of_an_ensemble_its_best_member_is_graded_too(tmp_path: Path) -> None:
    found = with_answers(tmp_path, "id,y\n90,0\n91,1\n")
    log, blobs = log_of(sweep_started(found)), MemoryBlobs()
    chosen = submitted(submission=blobs.put(b"id,y\n90,0.2\n91,0.7\n"))
    chosen = msgspec.structs.replace(chosen, alone=blobs.put(b"id,y\n90,0.9\n91,0.7\n"))

    async def work(run: RunId, _: str) -> None:
        append(log, [msgspec.structs.replace(chosen, run=run), finished(run=run)])

    await orchestrator_of(log, Workers(log, work), blobs).ask(CONDUCT)

    assert [(event.score, event.alone) for event in of_kind(log, RunGraded) if isinstance(event, RunGraded)] == [(1.0, 0.0)]


async def test_without_answers_there_is_neither_score_nor_reason(tmp_path: Path) -> None:
    graded = await grade_of(in_folder(tmp_path), b"id,y\n90,0.2\n91,0.7\n")

    assert (graded.score, graded.reason, graded.message) == (None, None, "")


async def test_answers_that_do_not_fit_their_competition_cost_the_grade_and_not_the_sweep(tmp_path: Path) -> None:
    graded = await grade_of(with_answers(tmp_path, "who,what\n1,2\n"), b"id,y\n90,0.2\n91,0.7\n")

    assert (graded.score, graded.reason) == (None, Reason.BAD_COMPETITION)
    assert "expected columns id, y, found who, what" in graded.message


async def test_a_sweep_that_is_cut_off_after_any_event_goes_on_to_the_same_end() -> None:
    whole = log_of(sweep_started(*FOUR, max_runs=1))
    await conducted(whole)

    for position in ends_of_calls(whole):
        log = cut(whole, position)
        ended = [event.run for event in events_of(log) if isinstance(event, RunFinished)]

        crew = await conducted(log)

        assert told(log) == told(whole), f"cut after event {position}"
        assert not {run for run, _ in crew.sent} & set(ended), "no worker goes to a run that has ended"


async def test_a_resumed_sweep_tries_its_walls_again_for_the_new_driver() -> None:
    log = log_of(sweep_started(), run_started())
    await conducted(log)
    half = cut(log, 4)
    append(half, [SweepResumed(sweep=SWEEP, epoch=2, idle_s=1.0, now=NOW)])

    await orchestrator_of(half, Crew(half), epoch=2).ask(CONDUCT)

    assert [event.epoch for event in events_of(half) if isinstance(event, SandboxProbed)] == [1, 2]


async def test_an_orchestrator_whose_driver_was_replaced_stops() -> None:
    log = log_of(sweep_started())

    async def replaced(run: RunId, domain: str) -> None:
        del run, domain
        append(log, [SweepResumed(sweep=SWEEP, epoch=2, idle_s=1.0, now=NOW)])

    with pytest.raises(FencedError):
        await orchestrator_of(log, Workers(log, replaced)).ask(CONDUCT)
    assert of_kind(log, SweepFinished) == []


async def test_a_finished_sweep_is_left_as_it_is() -> None:
    log = log_of(sweep_started())
    await conducted(log)
    before = log.head()

    assert await orchestrator_of(log, Crew(log)).ask(CONDUCT) == ()
    assert log.head() == before


async def test_a_sweep_that_was_never_started_is_not_worked_on() -> None:
    log = log_of()

    crew = await conducted(log)

    assert crew.sent == []


async def test_runs_that_are_played_back_get_what_they_were_granted_then_one_by_one_in_the_order_in_which_they_ended() -> None:
    log = log_of(sweep_started(competition("a"), competition("b"), max_runs=2, minutes=9.0), round_started("a", "b"))
    leases = {name: Lease(trials=3, deadline=Time(NOW + number)) for number, name in enumerate(("b", "a"), 1)}
    recorded = {name: msgspec.structs.replace(granted(lease, name), now=Time(NOW - lease.trials)) for name, lease in leases.items()}
    crew = Crew(log)
    crew.granted = lambda: recorded  # type: ignore[method-assign, assignment, return-value]  # names are ids

    await orchestrator_of(log, crew).ask(CONDUCT)

    page = events_of(log)
    assert [run for run, _ in crew.sent] == ["s.b", "s.a"]
    assert [(event.run, event.now) for event in page if isinstance(event, RunStarted)] == [("s.b", NOW - 3), ("s.a", NOW - 3)]
    assert [event.lease for event in page if isinstance(event, BudgetGranted)] == list(leases.values())
    kinds = [type(event) for event in page if isinstance(event, RunStarted | RunFinished)]
    assert kinds == [RunStarted, RunFinished] * 2
