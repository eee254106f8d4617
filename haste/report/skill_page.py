"""One skill in full: its words, where it came from, what each competition said of it, and what happened to it."""

from datetime import UTC, datetime

import msgspec

from haste.decisions.effects import bounds
from haste.events.codec import tag, typed
from haste.events.event import Recorded
from haste.ports import EventLog
from haste.projections.evidence import by_competition
from haste.projections.lookup import found
from haste.projections.memory import Memory
from haste.report.skills import SkillEntry, judged_of, skill_entries
from haste.thresholds import CURRENT
from haste.vocabulary.ids import CompetitionId, Position, SkillId, skill_stream
from haste.vocabulary.skill import Condition, Judged
from replay.tracing import Trace, traces

_NS = 1_000_000_000


class TrialEvidence(msgspec.Struct, frozen=True, kw_only=True):
    """One credited trial."""

    run: str
    iteration: int
    effect: float
    se: float
    significant: int  # 1 or -1 where the strict rule believes the sign of this trial alone, else 0
    position: Position  # of the verdict


class CompetitionEvidence(msgspec.Struct, frozen=True, kw_only=True):
    """What one competition says of the skill's technique."""

    competition: CompetitionId
    effect: float
    interval: tuple[float, float]
    significant: int  # 1 or -1 where the interval leaves 0 out, else 0
    trials: tuple[TrialEvidence, ...]


class Happening(msgspec.Struct, frozen=True, kw_only=True):
    """One event of the skill's stream."""

    position: Position
    time: str  # ISO 8601, UTC
    event: str  # its tag
    actor: str
    by: str | None  # who or which rule retired, restored or pinned it
    because: str | None


class SkillPage(SkillEntry, frozen=True, kw_only=True):
    """The row of the listing, and everything behind it."""

    pinned: bool
    competition: str | None
    when: str
    when_not: str
    conditions: tuple[Condition, ...]
    instructions: str
    code: str | None
    author: str
    sources: tuple[str, ...]
    evidence: tuple[CompetitionEvidence, ...]
    history: tuple[Happening, ...]


def skill_page(log: EventLog, memory: Memory, skill: SkillId) -> SkillPage:
    """The page of a skill.

    Raises:
        SkillNotFoundError: There is none of that id; the nearest are offered.
    """
    entry = found(memory.tiers, skill)
    row = next(one for one in skill_entries(memory) if one.id == skill)
    value = entry.skill
    return SkillPage(
        **msgspec.structs.asdict(row),
        pinned=entry.pinned,
        competition=value.competition,
        when=value.when,
        when_not=value.when_not,
        conditions=value.conditions,
        instructions=value.instructions,
        code=value.code,
        author=value.author,
        sources=value.sources,
        evidence=_evidence(log, judged_of(value, memory)),
        history=tuple(_happening(recorded) for recorded in typed(log.read(skill_stream(skill)))),
    )


def _evidence(log: EventLog, judged: tuple[Judged, ...]) -> tuple[CompetitionEvidence, ...]:
    return tuple(_of_competition(name, ones, traces(log, ones)) for name, ones in by_competition(judged).items())


def _of_competition(name: CompetitionId, judged: tuple[Judged, ...], found: tuple[Trace, ...]) -> CompetitionEvidence:
    mean = bounds(judged, CURRENT)
    return CompetitionEvidence(
        competition=name,
        effect=mean.mean,
        interval=(mean.lower, mean.upper),
        significant=int(mean.lower > 0) - int(mean.upper < 0),
        trials=tuple(_of_trial(trace) for trace in found),
    )


def _of_trial(trace: Trace) -> TrialEvidence:
    judged = trace.judged
    return TrialEvidence(
        run=judged.run,
        iteration=judged.iteration,
        effect=judged.credit.effect,
        se=judged.credit.se,
        significant=judged.credit.significant,
        position=trace.verdict.position,
    )


def _happening(recorded: Recorded) -> Happening:
    return Happening(
        position=recorded.position,
        time=datetime.fromtimestamp(recorded.time / _NS, UTC).isoformat(timespec="seconds"),
        event=tag(type(recorded.event)),
        actor=recorded.actor,
        by=getattr(recorded.event, "by", None),
        because=getattr(recorded.event, "because", None),
    )
