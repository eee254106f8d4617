"""How everything stood at a position of the log: sweeps and their runs, skills by tier, and what came next."""

from collections.abc import Iterator
from datetime import UTC, datetime

import msgspec

from haste.decisions.effects import bounds
from haste.errors import UseError
from haste.events.chain import Broken
from haste.events.codec import tag, typed
from haste.events.event import Recorded
from haste.events.sweep import SweepStarted
from haste.ports import EventLog
from haste.projections import sweep as sweeps
from haste.projections.following import Follower
from haste.projections.leaderboard import RunCosts, evolve
from haste.projections.memory import Memory, MemoryFollower
from haste.projections.search_tree import SearchTree, refinements
from haste.projections.skill_tiers import Entry
from haste.projections.sweep import Standing, Sweep
from haste.thresholds import CURRENT
from haste.vocabulary.ids import Iteration, Position, RunId, SkillId, SweepId, run_stream
from haste.vocabulary.scales import Direction, SkillKind, SkillState, Status, SweepState, Tier
from haste.vocabulary.skill import Group
from replay.past import PastLog, broken_at, started_sweeps, stood

_WIDEST_FIRST = (Tier.GLOBAL, Tier.DOMAIN, Tier.COMPETITION)
_NS = 1_000_000_000


class Happened(msgspec.Struct, frozen=True, kw_only=True):
    """One event of the log."""

    position: Position
    time: str  # UTC
    kind: str
    stream: str


class RunThen(msgspec.Struct, frozen=True, kw_only=True):
    """One run as it stood."""

    run: RunId
    competition: str
    metric: str
    status: Status | None  # None: it was under way
    trials: int  # that counted
    proposed: int  # judged refinements
    accepted: int  # of them
    incumbent: Iteration | None  # of the best line
    score: float | None  # its mean over the folds that had been executed, metric's unit
    folds: int  # so many of them
    submitted: Iteration | None


class SweepThen(msgspec.Struct, frozen=True, kw_only=True):
    """One sweep as it stood. Whether a driver was at work the log does not say: a sweep without an end is running."""

    sweep: SweepId
    state: SweepState
    arm: str
    epoch: int
    rounds: int  # begun
    competitions: int
    runs: tuple[RunThen, ...]


class SkillThen(msgspec.Struct, frozen=True, kw_only=True):
    """One skill as it stood."""

    skill: SkillId
    tier: Tier
    kind: SkillKind
    domain: str | None
    sign: str
    state: SkillState
    effect: float | None
    interval: tuple[float, float] | None


class PastState(msgspec.Struct, frozen=True, kw_only=True):
    """How everything stood."""

    at: Happened  # the last event that had happened
    head: str  # its hash, hex: it stands for everything up to there
    verified: int  # events whose chain of hashes was checked for this
    sweeps: tuple[SweepThen, ...]
    skills: tuple[SkillThen, ...]  # the widest tier first
    next: Happened | None  # None: nothing has happened since


def position(text: str) -> int:
    """A position from what somebody typed.

    Raises:
        UseError: It is no whole number.
    """
    if text.isascii() and text.isdigit():
        return int(text)
    raise UseError(expected="a position: a whole number from 1", found=repr(text), where="--at", next_step="`haste log tail` shows positions.")


def state_at(log: EventLog, at: int) -> PastState:
    """How everything stood when the log ended at a position. Its chain is verified up to there first.

    Args:
        log: Of any kind; others may append meanwhile.
        at: From 1 to the head.

    Raises:
        UseError: The log has no such position.
        CorruptLogError: The chain is broken before it.
    """
    past = stood(log, at)
    if isinstance(past, Broken):
        raise broken_at(past, at)
    follower = MemoryFollower(past)
    follower.catch_up()
    near = typed(log.tail(after=Position(at - 1), limit=2))
    return PastState(
        at=_happened(near[0]),
        head=past.head().hash.hex(),
        verified=at,
        sweeps=tuple(_sweep(past, started) for started in started_sweeps(past)),
        skills=tuple(_skills(follower.state)),
        next=_happened(near[1]) if len(near) > 1 else None,
    )


def _sweep(past: PastLog, started: SweepStarted) -> SweepThen:
    state = sweeps.follow(past, started.sweep).state
    ended = state.finished
    return SweepThen(
        sweep=started.sweep,
        state=SweepState.RUNNING if ended is None else SweepState.FINISHED if ended.valid else SweepState.FAILED,
        arm=started.arm,
        epoch=state.epoch,
        rounds=len(state.rounds),
        competitions=len(started.competitions),
        runs=tuple(_run(past, state, standing) for standing in state.runs),
    )


def _run(past: PastLog, state: Sweep, standing: Standing) -> RunThen:
    follower = Follower(past, (run_stream(standing.run),), RunCosts(), evolve)
    follower.catch_up()
    tree, metric = follower.state.tree, state.competition(standing.competition).metric
    incumbent, scores = _incumbent(tree, metric.direction)
    judged = refinements(tree.trials)
    return RunThen(
        run=standing.run,
        competition=standing.competition,
        metric=metric.name,
        status=standing.finished.status if standing.finished else None,
        trials=sum(trial.counts for trial in tree.trials),
        proposed=len(judged),
        accepted=sum(trial.accepted is True for trial in judged),
        incumbent=incumbent,
        score=sum(scores) / len(scores) if scores else None,
        folds=len(scores),
        submitted=standing.submitted.iteration if standing.submitted else None,
    )


def _incumbent(tree: SearchTree, direction: Direction) -> tuple[Iteration | None, tuple[float, ...]]:
    """The incumbent of the line whose draft was screened best, and its scores."""
    ranked = tree.ranked(direction)
    found = tree.incumbent(ranked[0]) if ranked else None
    return (found.iteration, found.scores(tree.split.split.folds)) if found and tree.split else (None, ())


def _skills(memory: Memory) -> Iterator[SkillThen]:
    for entry in sorted(memory.tiers.entries.values(), key=lambda entry: (_WIDEST_FIRST.index(entry.skill.tier), entry.skill.id)):
        effect, interval = _figures(entry, memory)
        skill = entry.skill
        yield SkillThen(
            skill=skill.id,
            tier=skill.tier,
            kind=skill.kind,
            domain=skill.domain,
            sign=skill.sign,
            state=entry.state,
            effect=effect,
            interval=interval,
        )


def _figures(entry: Entry, memory: Memory) -> tuple[float | None, tuple[float, float] | None]:
    """Effect and interval as the gate had last seen them; of a learning of one competition those of its own trials."""
    skill = entry.skill
    if entry.effect is not None:
        return entry.effect.mean, (entry.effect.lower, entry.effect.upper)
    judged = memory.evidence.of(Group(technique=skill.technique, domain=skill.domain)) if skill.kind is SkillKind.LEARNING else ()
    own = [one for one in judged if one.competition == skill.competition]
    if not own:
        return None, None
    mean = bounds(own, CURRENT)
    return mean.mean, (mean.lower, mean.upper)


def _happened(recorded: Recorded) -> Happened:
    time = datetime.fromtimestamp(recorded.time / _NS, tz=UTC).isoformat(timespec="milliseconds")
    return Happened(position=recorded.position, time=time, kind=tag(type(recorded.event)), stream=recorded.stream)
