"""One run from its start to its submission, and again from every place where a process can die."""

import shutil
from pathlib import Path

import msgspec
import pytest

from haste.actors.execution import Judged, Order
from haste.commands import Command, Compete, Distil, OpenPhase, Propose
from haste.errors import CompetitionError
from haste.events.event import Event, Recorded
from haste.events.run import (
    CompetitionProfiled,
    FinalistRevalidated,
    LearningsDistilled,
    PhaseFinished,
    PhaseStarted,
    ProposalAccepted,
    ProposalRejected,
    ReplyReceived,
    RunFinished,
    SplitFixed,
    StepChosen,
    SubmissionChosen,
)
from haste.llm.scripted import ScriptedModel
from haste.projections.leaderboard import rows
from haste.store.memory import MemoryLog
from haste.vocabulary.brief import Answer, Brief, Learnings, Plan, Suggestion, Summary
from haste.vocabulary.budget import Lease
from haste.vocabulary.competition import Competition
from haste.vocabulary.ids import Time
from haste.vocabulary.scales import Operator, Reason, Role, Stage, Status
from replay.diff import disagreement
from tests.builders import LIMITS, RULES, RUN, SWEEP, granted, log_of, probed, round_started, run_started, sweep_started
from tests.unit.actors.acting import (
    GONE,
    PLAN,
    Bench,
    DatedBlobs,
    author,
    cut,
    ends_of_calls,
    events_of,
    finished_places,
    in_folder,
    specialist_of,
    worker_of,
)

COMPETE = Compete(run=RUN)
IMPROVE, DEBUG, DRAFT = Operator.IMPROVE, Operator.DEBUG, Operator.DRAFT


@pytest.fixture
def competing(tmp_path: Path) -> Competition:
    return in_folder(tmp_path)


def started(competition: Competition, *, trials: int = 10, deadline: int | None = None, policy: str = "refine") -> MemoryLog:
    lease = Lease(trials=trials, deadline=None if deadline is None else Time(deadline))
    sweep = msgspec.structs.replace(sweep_started(competition, trials=trials), policy=policy)
    return log_of(sweep, probed(), round_started(), run_started(), granted(lease))


async def run_on(log: MemoryLog, *lines: str, bench: Bench | None = None) -> Bench:
    """Bring the run of a log to its end, with an author that says these codes, or the usual one."""
    bench, blobs = bench or Bench(), DatedBlobs(log)
    script = iter([Suggestion(title=line, code=line, resources=LIMITS) for line in lines])
    model = ScriptedModel(lambda asked: next(script, None) if asked.role.value in list(Operator) else None)
    await worker_of(log, blobs, bench, model if lines else None).ask(COMPETE)
    return bench


def of_kind(log: MemoryLog, *kinds: type[Event]) -> list[Event]:
    return [event for event in events_of(log) if isinstance(event, kinds)]


def ending(log: MemoryLog) -> tuple[Status, Reason | None, str]:
    (event,) = (event for event in events_of(log) if isinstance(event, RunFinished))
    return event.status, event.reason, event.message


def phases_of(log: MemoryLog) -> list[tuple[int, object]]:
    """Each phase's start with its plan, and its end with its summary, in order."""
    found = (event for event in events_of(log) if isinstance(event, PhaseStarted | PhaseFinished))
    return [(event.phase, event.plan if isinstance(event, PhaseStarted) else event.summary) for event in found]


def submission(log: MemoryLog) -> SubmissionChosen:
    (event,) = (event for event in events_of(log) if isinstance(event, SubmissionChosen))
    return event


async def test_a_run_drafts_refines_repairs_judges_again_and_submits(competing: Competition) -> None:
    log = started(competing)

    await run_on(log)

    steps = [event.step for event in events_of(log) if isinstance(event, StepChosen)]
    verdicts = [event for event in events_of(log) if isinstance(event, ProposalAccepted | ProposalRejected)]
    assert [step.operator for step in steps] == [DRAFT, DRAFT, DRAFT, IMPROVE, IMPROVE, DEBUG, IMPROVE, IMPROVE, IMPROVE, IMPROVE]
    assert [step.against for step in steps[3:]] == [3, 4, 4, 4, 4, 8, 1]
    assert [verdict.iteration for verdict in verdicts if isinstance(verdict, ProposalAccepted)] == [1, 3, 4, 8]
    assert {verdict.iteration: verdict.reason for verdict in verdicts if isinstance(verdict, ProposalRejected)} == {
        2: Reason.FAILED,
        5: Reason.FAILED,
        6: Reason.TRAILING,
        7: Reason.TRAILING,
        9: Reason.TRAILING,
        10: Reason.EXHAUSTED,
    }
    assert [type(event) for event in of_kind(log, CompetitionProfiled, SplitFixed)] == [CompetitionProfiled, SplitFixed]
    (row,) = rows(log, SWEEP)
    assert (row.status, row.valid, row.trials, row.proposals, row.accepted, row.iterations_to_best) == (Status.SUCCEEDED, True, 9, 6, 2, 8)


async def test_the_finalists_are_judged_on_a_fresh_split_and_the_better_one_is_submitted(competing: Competition) -> None:
    log = started(competing)

    await run_on(log)

    first, second = (event for event in events_of(log) if isinstance(event, FinalistRevalidated))
    fixed = next(event for event in events_of(log) if isinstance(event, SplitFixed))
    assert (first.iteration, second.iteration, len(first.scores)) == (8, 1, 5)
    assert first.split == second.split
    assert first.split.seed != fixed.split.seed
    assert (submission(log).iteration, submission(log).validation) == (8, first.score)
    assert type(events_of(log)[-1]) is RunFinished


async def test_drafts_cost_one_fold_and_whoever_is_to_be_beaten_the_others(competing: Competition) -> None:
    bench = await run_on(started(competing))

    folds = [fold for code, stage, fold in bench.ran if code == "0.60 # draft 0" and stage is Stage.FOLD]
    assert folds == [0, 1, 2, 3, 4]
    assert [stage for code, stage, _ in bench.ran if code == "crash # draft 1"] == [Stage.FOLD]
    assert len([place for place in bench.ran if place[0] == "0.30 # improve 2"]) < 5


@pytest.mark.parametrize("policy", ["refine", "plan"])
async def test_a_run_that_is_cut_off_after_any_append_goes_on_and_agrees_with_an_undisturbed_one(competing: Competition, policy: str) -> None:
    whole = started(competing, trials=7, policy=policy)
    blobs = DatedBlobs(whole)
    await worker_of(whole, blobs, Bench()).ask(COMPETE)

    for position in (end for end in ends_of_calls(whole)[:-1] if end >= 5):
        log, bench = cut(whole, position), Bench()
        left = blobs.before(position, log)
        done = finished_places(log, left)

        await worker_of(log, left, bench).ask(COMPETE)

        assert disagreement(whole, SWEEP, log, SWEEP) is None, f"cut after event {position}"
        assert phases_of(log) == phases_of(whole), f"cut after event {position}"
        assert set(bench.ran).isdisjoint(done), f"cut after event {position}"
        assert len(set(finished_places(log, left))) == len(finished_places(log, left))


async def test_drafts_are_a_phase_and_then_every_six_proposals(competing: Competition) -> None:
    log = started(competing)

    await run_on(log)

    assert phases_of(log) == [
        (1, None),
        (1, Summary(text="phase 1: 3 attempts")),
        (2, None),
        (2, Summary(text="phase 2: 9 attempts")),
        (3, None),
    ]
    phases = [type(event) for event in of_kind(log, PhaseStarted, PhaseFinished, StepChosen)]
    assert phases[:5] == [PhaseStarted, StepChosen, StepChosen, StepChosen, PhaseFinished]
    assert phases[5:13] == [PhaseStarted, *[StepChosen] * 6, PhaseFinished]


async def test_under_the_plan_policy_each_idea_of_a_plan_is_an_improvement_and_each_plan_a_phase(competing: Competition) -> None:
    log = started(competing, policy="plan")

    await run_on(log)

    assert [(phase, told) for phase, told in phases_of(log) if not isinstance(told, Summary)] == [(1, None), (2, PLAN), (3, PLAN), (4, PLAN)]
    steps = [event.step for event in events_of(log) if isinstance(event, StepChosen)]
    assert [step.operator for step in steps] == [*[DRAFT] * 3, IMPROVE, IMPROVE, DEBUG, *[IMPROVE] * 5]
    assert {step.branch for step in steps[3:]} == {3}, "of the best draft"
    assert [event.iteration for event in events_of(log) if isinstance(event, ReplyReceived) and not event.suggests] == [10, 11]
    assert submission(log).iteration == 8


async def test_a_plan_is_asked_for_with_a_solution_that_was_judged_on_all_folds(competing: Competition) -> None:
    log, model = started(competing, policy="plan", trials=4), ScriptedModel(author)

    await worker_of(log, DatedBlobs(log), Bench(), model).ask(COMPETE)

    (asked,) = (msgspec.msgpack.decode(request.body, type=Brief) for request in model.asked if request.role is Role.PLAN)
    assert asked.incumbent is not None
    assert asked.incumbent.evaluation is not None
    assert (asked.incumbent.iteration, len(asked.incumbent.evaluation.scores)) == (3, 5)
    assert asked.ideas == (RULES.plan_headings, RULES.plan_ideas)


@pytest.mark.parametrize("policy", ["refine", "plan"])
@pytest.mark.parametrize("wrong", [None, Learnings(learnings=()), Suggestion(title="no plan", code="0.9", resources=LIMITS), Plan(headings=())])
async def test_whatever_is_answered_to_a_phase_the_run_goes_on(competing: Competition, policy: str, wrong: Answer | None) -> None:
    log = started(competing, policy=policy)
    model = ScriptedModel(lambda asked: wrong if asked.role in (Role.PLAN, Role.SUMMARISE) else author(asked))

    await worker_of(log, DatedBlobs(log), Bench(), model).ask(COMPETE)

    assert ending(log)[0] is Status.SUCCEEDED
    assert [event.suggests for event in events_of(log) if isinstance(event, ReplyReceived)].count(True) == 9
    assert {told for _, told in phases_of(log)} == {None}


@pytest.mark.parametrize("wrong", [Summary(text="no solution"), PLAN], ids=["a summary", "a plan"])
async def test_an_answer_of_the_wrong_kind_to_a_step_is_no_proposal_and_the_run_goes_on(competing: Competition, wrong: Answer) -> None:
    log = started(competing)
    model = ScriptedModel(lambda asked: wrong if asked.role is Role.IMPROVE else author(asked))

    await worker_of(log, DatedBlobs(log), Bench(), model).ask(COMPETE)

    assert [event.suggests for event in events_of(log) if isinstance(event, ReplyReceived)] == [True] * 3 + [False] * 2
    assert ending(log)[0] is Status.SUCCEEDED


async def test_lost_machines_change_attempts_and_nothing_else(competing: Competition) -> None:
    calm, stormy = started(competing), started(competing)

    await run_on(calm)
    await run_on(stormy, bench=Bench(losing=(1, 4, 5, 6, 20, 21)))

    assert disagreement(calm, SWEEP, stormy, SWEEP) is None
    assert stormy.head().position == calm.head().position + 6


async def test_a_finished_run_is_left_as_it_is(competing: Competition) -> None:
    log = started(competing)
    await run_on(log)
    before = log.head()

    assert await worker_of(log, DatedBlobs(log), Bench()).ask(COMPETE) == ()
    assert log.head() == before


async def test_the_answer_is_the_end_of_the_run(competing: Competition) -> None:
    log = started(competing, trials=1)

    (recorded,) = await worker_of(log, DatedBlobs(log), Bench()).ask(COMPETE)

    assert isinstance(recorded.event, RunFinished)


async def test_a_draft_that_fails_on_the_folds_it_was_not_screened_on_is_left_for_the_next(competing: Competition) -> None:
    log = started(competing, trials=4)

    await run_on(log, "0.9 crash late", "0.7", "0.6", "0.8")

    assert [event.step.against for event in events_of(log) if isinstance(event, StepChosen)] == [None, None, None, 2]
    assert submission(log).iteration == 4


async def test_a_run_in_which_everything_crashes_says_how_the_last_one_did(competing: Competition) -> None:
    log = started(competing, trials=4)

    await run_on(log, *["crash"] * 4)

    assert ending(log) == (Status.CRASHED, Reason.NO_VALID_SOLUTION, "boom")
    assert of_kind(log, SubmissionChosen, FinalistRevalidated) == []


async def test_a_run_whose_author_says_nothing_is_refused(competing: Competition) -> None:
    nothing = "the author proposed nothing for answers of this kind in the domain tabular; another of either may: --domain NAME, --llm KIND:REST"
    for trials, message in ((10, nothing), (0, "no trial ran within the budget")):
        log = started(competing, trials=trials)

        await worker_of(log, DatedBlobs(log), Bench(), ScriptedModel([])).ask(COMPETE)

        assert ending(log) == (Status.REFUSED, Reason.NO_VALID_SOLUTION, message)


async def test_a_finalist_that_fails_on_the_fresh_split_gives_way(competing: Competition) -> None:
    log = started(competing, trials=2)

    await run_on(log, "0.9 crash again", "0.7")

    assert [event.score is None for event in events_of(log) if isinstance(event, FinalistRevalidated)] == [True, False]
    assert submission(log).iteration == 2


async def test_where_the_full_fit_of_the_best_fails_the_next_one_is_fitted(competing: Competition) -> None:
    log = started(competing, trials=3)

    bench = await run_on(log, "0.9 crash full", "0.8", "0.7")

    assert [code for code, stage, _ in bench.ran if stage is Stage.FULL] == ["0.9 crash full", "0.8"]
    assert submission(log).iteration == 2


async def test_where_no_full_fit_runs_the_run_fails(competing: Competition) -> None:
    log = started(competing, trials=2)

    await run_on(log, "0.9 crash full", "0.8 crash full")

    assert ending(log) == (Status.CRASHED, Reason.NO_VALID_SOLUTION, "boom")


async def test_after_its_deadline_a_run_submits_what_it_has_without_judging_it_again(competing: Competition) -> None:
    log = started(competing, deadline=1)

    await run_on(log)

    assert len(of_kind(log, StepChosen)) == 1
    assert of_kind(log, FinalistRevalidated) == []
    assert (submission(log).iteration, submission(log).validation) == (1, None)


async def test_a_competition_that_cannot_be_read_ends_its_run_with_the_reason(competing: Competition) -> None:
    shutil.rmtree(competing.public)
    log = started(competing)

    await run_on(log)

    status, reason, message = ending(log)
    assert (status, reason) == (Status.INVALID, Reason.BAD_COMPETITION)
    assert "train.csv" in message


class EmptyFold(Bench):
    """Finds out about a competition while it is executed."""

    async def __call__(self, order: Order) -> Judged:
        raise CompetitionError(expected="rows", found="none", where=f"fold {order.fold}", next_step="Use fewer folds.")


async def test_a_competition_whose_folds_cannot_be_made_ends_its_run_with_the_reason(competing: Competition) -> None:
    log = started(competing)

    await run_on(log, bench=EmptyFold())

    assert ending(log)[:2] == (Status.INVALID, Reason.BAD_COMPETITION)


class Flaky:
    """A specialist whose process is replaced whenever it is asked for something for the first time."""

    def __init__(self, log: MemoryLog, blobs: DatedBlobs) -> None:
        self.asked: list[type[Command]] = []
        self._specialist = specialist_of(log, blobs, ScriptedModel(author))

    async def ask(self, command: Command) -> tuple[Recorded, ...]:
        self.asked.append(type(command))
        if self.asked.count(type(command)) == 1:
            raise GONE
        return await self._specialist.ask(command)


async def test_a_specialist_that_is_away_is_asked_again(competing: Competition, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("haste.actors.worker._PAUSE_S", 0.0)
    log = started(competing, trials=1)
    blobs = DatedBlobs(log)
    worker = worker_of(log, blobs, Bench())
    worker._specialist = flaky = Flaky(log, blobs)

    await worker.ask(COMPETE)

    assert flaky.asked == [OpenPhase, OpenPhase, Propose, Propose, Distil, Distil]
    assert ending(log)[0] is Status.SUCCEEDED


async def test_what_a_run_taught_is_asked_once_after_its_submission_and_before_its_end(competing: Competition) -> None:
    log = started(competing)

    await run_on(log)

    assert [type(event) for event in of_kind(log, SubmissionChosen, LearningsDistilled, RunFinished)] == [
        SubmissionChosen,
        LearningsDistilled,
        RunFinished,
    ]


async def test_a_run_without_a_submission_teaches_too(competing: Competition) -> None:
    log = started(competing, trials=2)

    await run_on(log, "crash", "crash")

    assert len(of_kind(log, LearningsDistilled)) == 1


async def test_a_competition_that_cannot_be_read_teaches_nothing(competing: Competition) -> None:
    shutil.rmtree(competing.public)
    log = started(competing)

    await run_on(log)

    assert of_kind(log, LearningsDistilled) == []
