"""What a snapshot saves: the memory of a long log, folded from its first event, and from a snapshot 1,000 events before its end."""

from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Any
from uuid import uuid4

from benchmarks.log.house import new_log
from benchmarks.log.measuring import Compared, Work, compared
from haste.events.event import FORMAT, Event
from haste.events.run import (
    CompetitionProfiled,
    ExecutionFinished,
    ExecutionStarted,
    ProposalAccepted,
    ProposalMade,
    RunFinished,
    RunStarted,
    StepChosen,
    SubmissionChosen,
)
from haste.events.skill import SkillLearned
from haste.events.sweep import SweepStarted
from haste.ports import Expected, Write
from haste.projections.digest import digest
from haste.projections.memory import MemoryFollower
from haste.store.snapshots import Snapshots
from haste.store.sqlite import SqliteLog
from haste.vocabulary.budget import Budget
from haste.vocabulary.competition import Column, Competition, Metric, Profile
from haste.vocabulary.ids import BlobId, CompetitionId, Iteration, Position, RunId, SkillId, SweepId, Time, run_id
from haste.vocabulary.judgement import Credit, ExecutionResult, Lift
from haste.vocabulary.scales import AnswerForm, Arm, ColumnKind, Direction, Operator, Sign, SkillKind, Stage, Status, TargetKind, Tier
from haste.vocabulary.skill import Skill
from haste.vocabulary.solution import Proposal, Resources, Solution, Step

TAIL = 1000  # events after the snapshot
NAME = f"memory from a snapshot and {TAIL:,} events"
_COMPETITIONS, _TRIALS, _FOLDS, _LEARNINGS, _TECHNIQUES = 20, 20, 5, 3, 40  # of a sweep, a run, a trial, a run, and all in all
_RULE, _NOW, _BLOB = "rules@1", Time(0), BlobId("b" * 64)


def lines(folder: Path, count: int, rounds: int) -> list[Compared]:
    """The one line, on a log of at least so many events."""
    log, snapshots = filled(new_log(folder), count), Snapshots(folder / "snapshots")
    before = MemoryFollower(log)
    before.catch_up(to=Position(log.head().position - TAIL))
    snapshots.write(log, before.kept)
    del before

    def from_snapshot() -> Work:
        return lambda: MemoryFollower(log, start=snapshots.read(log)).catch_up()

    def whole() -> Work:
        return lambda: MemoryFollower(log).catch_up()

    _require_same(log, snapshots)
    name = f"{NAME}, / from all {log.head().position:,} events"
    return [compared(name, from_snapshot, whole, goal=(200.0, 500.0), count=TAIL, rounds=rounds)]


def filled(log: SqliteLog, count: int) -> SqliteLog:
    """A log with sweeps of runs of trials, as sweeps leave them."""
    number = 0
    while log.head().position < count:
        sweep = SweepId(f"s{number}")
        number += 1
        writes = [
            Write(stream=stream, events=tuple(events), expected=Expected.ANY, actor="worker", correlation=sweep)
            for stream, events in groupby(_sweep(sweep), key=lambda event: event.stream)
        ]
        log.append(writes, key=uuid4().hex)
    return log


def _require_same(log: SqliteLog, snapshots: Snapshots) -> None:
    whole, rest = MemoryFollower(log), MemoryFollower(log, start=snapshots.read(log))
    assert rest.read_to == log.head().position - TAIL
    for follower in (whole, rest):
        follower.catch_up()
    assert digest(whole.state) == digest(rest.state)


def _sweep(sweep: SweepId) -> Iterator[Event]:
    competitions = tuple(_competition(CompetitionId(f"competition-{number}")) for number in range(_COMPETITIONS))
    yield SweepStarted(
        sweep=sweep,
        competitions=competitions,
        arm=Arm.TIERED,
        seed=7,
        budget=Budget(trials=_TRIALS),
        language_model="offline",
        sandbox="auto",
        rule=_RULE,
        max_runs=2,
        log_format=FORMAT,
        haste="benchmark",
        now=_NOW,
    )
    for competition in competitions:
        yield from _run(sweep, competition)


def _run(sweep: SweepId, competition: Competition) -> Iterator[Event]:
    run = run_id(sweep, competition.id)
    column = Column(name="x", kind=ColumnKind.NUMERIC, missing=0.0, distinct=100, in_test=True)
    profile = Profile(rows=100, test_rows=10, bytes=1000, columns=(column,), target=column, target_kind=TargetKind.BINARY, classes=2)
    yield RunStarted(run=run, sweep=sweep, competition=competition.id, round=1, now=_NOW)
    yield CompetitionProfiled(run=run, profile=profile, description=_BLOB)
    for number in range(1, _TRIALS + 1):
        yield from _trial(run, Iteration(number))
    for number in range(_LEARNINGS):
        yield _learned(run, competition, number)
    yield SubmissionChosen(
        run=run, iteration=Iteration(1), solution=_BLOB, submission=_BLOB, validation=0.5, read_to=Position(0), rule=_RULE, now=_NOW
    )
    yield RunFinished(run=run, status=Status.SUCCEEDED, reason=None, message="", now=_NOW)


def _trial(run: RunId, iteration: Iteration) -> Iterator[Event]:
    step = Step(operator=Operator.IMPROVE, parent=Iteration(1), against=Iteration(1), branch=Iteration(1))
    limits = Resources(memory_bytes=2**30, time_limit_s=60.0)
    solution = Solution(code=BlobId(f"{iteration:064x}"), resources=limits)
    proposal = Proposal(step=step, solution=solution, cause=f"technique-{iteration % _TECHNIQUES}", title="A change", author="offline")
    yield StepChosen(run=run, iteration=iteration, step=step, read_to=Position(0), rule=_RULE, now=_NOW)
    yield ProposalMade(run=run, iteration=iteration, proposal=proposal)
    for fold in range(_FOLDS):
        result = ExecutionResult(status=Status.SUCCEEDED, wall_s=2.0, cpu_s=3.0, score=0.5 + fold / 100)
        told: dict[str, Any] = {"run": run, "iteration": iteration, "stage": Stage.FOLD, "fold": fold, "attempt": 1}
        yield ExecutionStarted(**told, solution=solution.code, resources=limits, seed=1, now=_NOW)
        yield ExecutionFinished(**told, result=result)
    yield ProposalAccepted(
        run=run,
        iteration=iteration,
        lift=Lift(mean=0.1, se=0.01, df=4.0, method="folds-overlap-corrected"),
        credit=Credit(effect=0.1, se=0.01, significant=1),
        read_to=Position(0),
        rule=_RULE,
        now=_NOW,
    )


def _learned(run: RunId, competition: Competition, number: int) -> SkillLearned:
    value = Skill(
        id=SkillId(f"{run}-{number}"),
        tier=Tier.COMPETITION,
        kind=SkillKind.LEARNING,
        domain=competition.domain,
        competition=competition.id,
        technique=f"technique-{number}",
        title="What helped",
        when="There are categories.",
        when_not="There are none.",
        instructions="Do it.",
        sign=Sign.HELPS,
        author="offline",
    )
    return SkillLearned(skill=value.id, value=value, run=run, reply=_BLOB, read_to=Position(0), rule=_RULE, now=_NOW)


def _competition(name: CompetitionId) -> Competition:
    return Competition(
        id=name,
        name=name,
        domain="tabular",
        metric=Metric(name="auc", direction=Direction.MAXIMIZE),
        form=AnswerForm.PROBABILITY,
        id_column="id",
        target=("y",),
        answer_columns=("y",),
        classes=("no", "yes"),
        public=f"/nowhere/{name}/public",
        digest="0" * 64,
    )
