"""Given-events for tests: one sweep, its runs and their trials, told in a line each."""

import itertools
from collections.abc import Iterable, Sequence

import msgspec

from haste.clock.system import SystemClock
from haste.events.event import FORMAT, Event
from haste.events.run import (
    CompetitionProfiled,
    ExecutionFinished,
    ExecutionStarted,
    FinalistRevalidated,
    PhaseFinished,
    PhaseStarted,
    ProposalAccepted,
    ProposalMade,
    ProposalRejected,
    RunFinished,
    RunGraded,
    RunStarted,
    SplitFixed,
    StepChosen,
    SubmissionChosen,
)
from haste.events.skill import SkillAbstracted, SkillLearned
from haste.events.sweep import BudgetGranted, RoundStarted, SandboxProbed, SweepStarted
from haste.ports import EventLog, Expected, Write
from haste.projections import memory as memories
from haste.projections import search_tree
from haste.projections import sweep as sweeps
from haste.projections.memory import Memory
from haste.projections.search_tree import SearchTree
from haste.projections.sweep import Sweep
from haste.store.memory import MemoryLog
from haste.thresholds import CURRENT, written
from haste.vocabulary.brief import Heading, Idea, Plan, Summary
from haste.vocabulary.budget import Budget, Lease
from haste.vocabulary.competition import Column, Competition, Metric, Profile, Split
from haste.vocabulary.ids import BlobId, CompetitionId, Iteration, Position, RunId, SkillId, SweepId, Time, run_id
from haste.vocabulary.judgement import Credit, ExecutionResult, Lift
from haste.vocabulary.scales import (
    AnswerForm,
    Arm,
    ColumnKind,
    Direction,
    Operator,
    Reason,
    Sign,
    SkillKind,
    SkillState,
    Stage,
    Status,
    TargetKind,
    Tier,
    Verdict,
    View,
)
from haste.vocabulary.skill import Effect, Group, Skill
from haste.vocabulary.solution import Proposal, Resources, Solution, Step

SWEEP = SweepId("s")
LEAF = CompetitionId("leaf")
RUN = run_id(SWEEP, LEAF)
NOW = Time(1_700_000_000_000_000_000)
NS = 1_000_000_000
MINUTE = 60 * NS
RULES = CURRENT
LIMITS = Resources(memory_bytes=2**30, time_limit_s=60.0)
FAILED = ExecutionResult(status=Status.CRASHED, reason=Reason.EXCEPTION, message="KeyError: 'x'", wall_s=1.0, cpu_s=1.0)


def competition(name: str = LEAF, domain: str = "tabular", direction: Direction = Direction.MAXIMIZE) -> Competition:
    return Competition(
        id=CompetitionId(name),
        name=name.title(),
        domain=domain,
        metric=Metric(name="auc", direction=direction),
        form=AnswerForm.PROBABILITY,
        id_column="id",
        target=("y",),
        answer_columns=("y",),
        classes=("no", "yes"),
        public=f"/nowhere/{name}/public",
        digest="0" * 64,
    )


def sweep_started(*competitions: Competition, trials: int = 8, minutes: float | None = None, max_runs: int = 2) -> SweepStarted:
    return SweepStarted(
        sweep=SWEEP,
        competitions=competitions or (competition(),),
        arm=Arm.NONE,
        seed=7,
        budget=Budget(trials=trials, minutes=minutes),
        language_model="offline",
        sandbox="auto",
        rule=RULES.version,
        constants=written(RULES),
        max_runs=max_runs,
        log_format=FORMAT,
        haste="0.1.0",
        now=NOW,
    )


def probed(*, walled: bool = True, epoch: int = 1) -> SandboxProbed:
    name = "bubblewrap" if walled else "process"
    return SandboxProbed(sweep=SWEEP, epoch=epoch, sandbox=name, walled=walled, stops=("network",), misses=(), tried=(), now=NOW)


def round_started(*names: str, number: int = 1, read_to: int = 0) -> RoundStarted:
    """A round of these competitions, with the inventory as of `read_to`."""
    competitions = tuple(CompetitionId(name) for name in names or (LEAF,))
    return RoundStarted(sweep=SWEEP, round=number, competitions=competitions, read_to=Position(read_to), rule=RULES.version, now=NOW)


def run_started(name: str = LEAF, *, now: Time = NOW, round_: int = 1) -> RunStarted:
    return RunStarted(run=run_id(SWEEP, CompetitionId(name)), sweep=SWEEP, competition=CompetitionId(name), round=round_, now=now)


def granted(lease: Lease, name: str = LEAF) -> BudgetGranted:
    return BudgetGranted(sweep=SWEEP, run=run_id(SWEEP, CompetitionId(name)), lease=lease, now=NOW)


def profile(*, rows: int = 100, kind: ColumnKind = ColumnKind.NUMERIC, columns: int = 1, size_bytes: int = 1000) -> Profile:
    features = tuple(Column(name=f"x{number}", kind=kind, missing=0.0, distinct=rows, in_test=True) for number in range(columns))
    target = Column(name="y", kind=ColumnKind.CATEGORICAL, missing=0.0, distinct=2, in_test=False)
    return Profile(rows=rows, test_rows=10, bytes=size_bytes, columns=features, target=target, target_kind=TargetKind.BINARY, classes=2)


def profiled(found: Profile | None = None, *, description: str = "d" * 64, dummy: float | None = None, name: str = LEAF) -> CompetitionProfiled:
    run = run_id(SWEEP, CompetitionId(name))
    return CompetitionProfiled(run=run, profile=found or profile(), description=BlobId(description), dummy_score=dummy)


def split(folds: int = 5) -> Split:
    return Split(folds=folds, holdout=0.2 if folds == 1 else None, stratified=True, seed=11)


def split_fixed(folds: int = 5) -> SplitFixed:
    return SplitFixed(run=RUN, split=split(folds), view=View.HIDDEN, because="a test", read_to=Position(0), rule=RULES.version, now=NOW)


def draft() -> Step:
    return Step(operator=Operator.DRAFT)


def improve(parent: int, *, branch: int | None = None, escalated: bool = False) -> Step:
    of = Iteration(parent)
    return Step(operator=Operator.IMPROVE, parent=of, against=of, branch=Iteration(branch or parent), escalated=escalated)


def debug(parent: int, *, against: int | None = None, branch: int | None = None) -> Step:
    beaten = None if against is None else Iteration(against)
    return Step(operator=Operator.DEBUG, parent=Iteration(parent), against=beaten, branch=Iteration(branch or parent))


def merge(parent: int, other: int, *, branch: int | None = None) -> Step:
    of = Iteration(parent)
    return Step(operator=Operator.MERGE, parent=of, against=of, other=Iteration(other), branch=Iteration(branch or parent))


def phase_started(number: int, *techniques: str) -> PhaseStarted:
    """A phase, with a plan of one heading where any techniques are given."""
    plan = Plan(headings=(Heading(title="A direction", ideas=tuple(Idea(technique=slug, text=slug) for slug in techniques)),)) if techniques else None
    return PhaseStarted(
        run=RUN, phase=number, plan=plan, request=None, reply=None, author="", calls=(), read_to=Position(0), rule=RULES.version, now=NOW
    )


def phase_finished(number: int, summary: Summary | None = None) -> PhaseFinished:
    return PhaseFinished(
        run=RUN,
        phase=number,
        summary=summary,
        request=BlobId("q" * 64),
        reply=BlobId("r" * 64),
        author="scripted",
        calls=(),
        read_to=Position(0),
        rule=RULES.version,
        now=NOW,
    )


def chosen(iteration: int, step: Step) -> StepChosen:
    return StepChosen(run=RUN, iteration=Iteration(iteration), step=step, read_to=Position(0), rule=RULES.version, now=NOW)


def made(iteration: int, step: Step, *, code: str | None = None) -> ProposalMade:
    solution = Solution(code=BlobId(code or f"{iteration:064x}"), resources=LIMITS)
    proposal = Proposal(step=step, solution=solution, cause="one-hot", title=f"title {iteration}", author="offline")
    return ProposalMade(run=RUN, iteration=Iteration(iteration), proposal=proposal)


def execution_started(iteration: int, fold: int = 0, *, stage: Stage = Stage.FOLD, attempt: int = 1) -> ExecutionStarted:
    return ExecutionStarted(
        run=RUN, iteration=Iteration(iteration), stage=stage, fold=fold, attempt=attempt, solution=BlobId("c"), resources=LIMITS, seed=1, now=NOW
    )


def execution_finished(iteration: int, result: ExecutionResult, fold: int = 0, *, stage: Stage = Stage.FOLD, attempt: int = 1) -> ExecutionFinished:
    return ExecutionFinished(run=RUN, iteration=Iteration(iteration), stage=stage, fold=fold, attempt=attempt, result=result)


def scored(score: float | None) -> ExecutionResult:
    return ExecutionResult(status=Status.SUCCEEDED, wall_s=2.0, cpu_s=3.0, gpu_s=0.5, score=score)


def executed(iteration: int, scores: Iterable[float]) -> tuple[Event, ...]:
    """Folds from the first on that gave these scores."""
    events = ((execution_started(iteration, fold), execution_finished(iteration, scored(score), fold)) for fold, score in enumerate(scores))
    return tuple(itertools.chain.from_iterable(events))


def accepted(iteration: int, lift: Lift | None = None) -> ProposalAccepted:
    return ProposalAccepted(run=RUN, iteration=Iteration(iteration), lift=lift, read_to=Position(0), rule=RULES.version, now=NOW)


def rejected(iteration: int, reason: Reason = Reason.NO_GAIN, lift: Lift | None = None) -> ProposalRejected:
    return ProposalRejected(run=RUN, iteration=Iteration(iteration), reason=reason, lift=lift, read_to=Position(0), rule=RULES.version, now=NOW)


def good(iteration: int, step: Step, *scores: float) -> tuple[Event, ...]:
    """A trial that was accepted with these scores."""
    return (chosen(iteration, step), made(iteration, step), *executed(iteration, scores), accepted(iteration))


def bad(iteration: int, step: Step, *scores: float) -> tuple[Event, ...]:
    """A trial that ran and was not accepted."""
    return (chosen(iteration, step), made(iteration, step), *executed(iteration, scores), rejected(iteration))


def failed(iteration: int, step: Step) -> tuple[Event, ...]:
    """A trial whose first execution crashed."""
    crash = execution_finished(iteration, FAILED)
    return (chosen(iteration, step), made(iteration, step), execution_started(iteration), crash, rejected(iteration, Reason.FAILED))


def declined(iteration: int, step: Step) -> tuple[Event, ...]:
    """A trial for which the author had nothing to propose."""
    return (chosen(iteration, step), rejected(iteration, Reason.EXHAUSTED))


def revalidated(iteration: int, score: float | None) -> FinalistRevalidated:
    return FinalistRevalidated(run=RUN, iteration=Iteration(iteration), split=split(), scores=() if score is None else (score,), score=score)


def submitted(iteration: int = 1, *, solution: str = "a" * 64, submission: str = "b" * 64, validation: float | None = 0.8) -> SubmissionChosen:
    return SubmissionChosen(
        run=RUN,
        iteration=Iteration(iteration),
        solution=BlobId(solution),
        submission=BlobId(submission),
        validation=validation,
        read_to=Position(0),
        rule=RULES.version,
        now=NOW,
    )


def finished(status: Status = Status.SUCCEEDED, reason: Reason | None = None, *, now: Time = NOW, run: RunId = RUN) -> RunFinished:
    return RunFinished(run=run, status=status, reason=reason, message="" if reason is None else "why", now=now)


def graded(score: float | None = 0.75) -> RunGraded:
    return RunGraded(run=RUN, score=score, reason=None, now=NOW)


def tree_of(*events: Event, folds: int = 5) -> SearchTree:
    """The search tree of a run after these events."""
    tree = SearchTree()
    for event in (run_started(), profiled(), split_fixed(folds), *events):
        tree = search_tree.evolve(tree, event)
    return tree


def sweep_of(*events: Event) -> Sweep:
    """The state of a sweep after these events."""
    state = Sweep()
    for event in events:
        state = sweeps.evolve(state, event)
    return state


def judged(name: str, technique: str, effect: float, se: float = 0.01, *, iteration: int = 2) -> tuple[Event, ...]:
    """What a run of this competition found out about a technique: the proposal, and the verdict with its credit."""
    run, step = run_id(SWEEP, CompetitionId(name)), improve(1)
    proposal = msgspec.structs.replace(made(iteration, step).proposal, cause=technique)
    found = Credit(effect=effect, se=se, significant=(effect > 2 * se) - (effect < -2 * se))
    verdict = accepted(iteration) if effect > 0 else rejected(iteration)
    return (
        ProposalMade(run=run, iteration=Iteration(iteration), proposal=proposal),
        msgspec.structs.replace(verdict, run=run, credit=found),
    )


def skill(
    name: str,
    tier: Tier = Tier.COMPETITION,
    *,
    technique: str = "one-hot",
    sign: Sign = Sign.HELPS,
    domain: str | None = "tabular",
    of: str | None = None,
    sources: tuple[str, ...] = (),
) -> Skill:
    """A skill; its id is the name that it is given here."""
    return Skill(
        id=SkillId(name),
        tier=tier,
        kind=SkillKind.LEARNING,
        domain=None if tier is Tier.GLOBAL else domain,
        competition=CompetitionId(of or LEAF) if tier is Tier.COMPETITION else None,
        technique=technique,
        title=f"Title of {name}",
        when="There are categories.",
        when_not="There are none.",
        instructions="Do it.",
        sign=sign,
        author="scripted",
        sources=tuple(SkillId(source) for source in sources),
    )


def learned(value: Skill) -> SkillLearned:
    run = run_id(SWEEP, value.competition or LEAF)
    return SkillLearned(skill=value.id, value=value, run=run, reply=BlobId("r" * 64), read_to=Position(0), rule=RULES.version, now=NOW)


def abstracted(value: Skill, state: SkillState = SkillState.PROBATION, *, mean: float = 0.4, supporting: tuple[str, ...] = ()) -> SkillAbstracted:
    return SkillAbstracted(
        skill=value.id,
        value=value,
        group=Group(technique=value.technique, domain=value.domain),
        to=value.tier,
        verdict=Verdict(value.tier.value),
        state=state,
        effect=effect_of(mean),
        sources=value.sources,
        supporting=tuple(CompetitionId(name) for name in supporting),
        sweep=SWEEP,
        request=BlobId("q" * 64),
        reply=BlobId("r" * 64),
        read_to=Position(0),
        rule=RULES.version,
        now=NOW,
    )


def recipe(name: str, *, of: str, domain: str = "tabular") -> Skill:
    """A recipe of a competition; its id is the name that it is given here."""
    value = skill(name, of=of, domain=domain, technique="recipe-linear")
    return msgspec.structs.replace(value, kind=SkillKind.RECIPE, code="print()", blueprint=b"{}")


def effect_of(mean: float) -> Effect:
    return Effect(mean=mean, lower=mean - 0.1, upper=mean + 0.1, competitions=1, supporting=int(mean > 0), contradicting=int(mean < 0))


def memory_of(*events: Event) -> Memory:
    """What a log with these events remembers."""
    memory = Memory()
    for event in events:
        memory = memories.evolve(memory, event)
    return memory


def append(log: EventLog, events: Sequence[Event], *, key: str | None = None) -> None:
    """Append each event to its own stream, under keys that no actor makes."""
    for event in events:
        write = Write(stream=event.stream, events=(event,), expected=Expected.ANY, actor="given", correlation=SWEEP)
        log.append([write], key=key or f"given-{log.head().position}")


def log_of(*events: Event) -> MemoryLog:
    """A log in memory that holds these events."""
    log = MemoryLog(SystemClock())
    append(log, events)
    return log


def lift_of(mean: float, se: float = 0.0, df: float = 4.0) -> Lift:
    return Lift(mean=mean, se=se, df=df, method="folds-overlap-corrected")


def changed(lease: Lease, **changes: object) -> Lease:
    return msgspec.structs.replace(lease, **changes)
