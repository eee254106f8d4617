"""What the gate decided in a sweep, each decision with the evidence that it saw."""

from collections.abc import Iterable
from typing import TypeAlias

import msgspec

from haste.commands import ConsiderPromotion
from haste.decisions import promotion
from haste.decisions.again import group_of
from haste.events.event import Recorded
from haste.events.skill import SkillAbstracted, SkillConflicted, SkillMerged, SkillProven, SkillRetired
from haste.events.sweep import PromotionRefused
from haste.ports import EventLog
from haste.projections.memory import Memory, MemoryFollower
from haste.projections.sweep import Sweep
from haste.thresholds import CURRENT, RULES
from haste.vocabulary.ids import Position, SweepId
from haste.vocabulary.scales import Tier
from haste.vocabulary.skill import Conditions, Effect, Group

Gated: TypeAlias = SkillAbstracted | SkillConflicted | SkillMerged | SkillProven | SkillRetired | PromotionRefused


class GateDecision(msgspec.Struct, frozen=True, kw_only=True):
    """One decision."""

    what: str  # "promoted", "proven", "retired", "merged", "conflicted" or "refused"
    group: Group
    to: Tier  # that was asked for
    skill: str | None
    title: str
    verdict: str  # of the gate, or the state that the skill went into
    because: str
    effect: Effect | None
    supporting: tuple[str, ...]  # competitions in which the effect is significant, with the group's sign
    contradicting: tuple[str, ...]  # and with the opposite one
    sources: tuple[str, ...] = ()
    read_to: Position
    position: Position


def gate_decisions(log: EventLog, sweep: SweepId, state: Sweep, recorded: Iterable[Recorded], memory: Memory) -> tuple[GateDecision, ...]:
    """All decisions of a sweep's gate, in the log's order; of a group that was refused again and again the last.

    Args:
        log: Folded again up to where each decision saw it.
        sweep: Its id.
        state: Where it stands.
        recorded: The sweep's own events.
        memory: As of its end: it knows all skills that they speak of.
    """
    made = [one for one in recorded if isinstance(one.event, Gated) and _known(one.event, memory)]
    newest = {_place(one.event, memory): one.position for one in made}
    kept = [one for one in made if newest[_place(one.event, memory)] == one.position or not isinstance(one.event, PromotionRefused)]
    follower = MemoryFollower(log, only=state.started.warm.only(sweep) if state.started else sweep)
    found = []
    for one in sorted(kept, key=lambda one: (_gated(one).read_to, one.position)):
        follower.catch_up(to=_gated(one).read_to)
        found.append(_decision(one, sweep, follower.state, memory))
    return tuple(sorted(found, key=lambda one: one.position))


def _gated(recorded: Recorded) -> Gated:
    assert isinstance(recorded.event, Gated)
    return recorded.event


def _known(event: Gated, memory: Memory) -> bool:
    return isinstance(event, PromotionRefused) or event.skill in memory.tiers.entries


def _place(event: object, memory: Memory) -> tuple[str | None, ...]:
    assert isinstance(event, Gated)
    group, to, _ = _asked(event, memory)
    return group.technique, group.domain, to


def _asked(event: Gated, memory: Memory) -> tuple[Group, Tier, Conditions]:
    if isinstance(event, PromotionRefused):
        return event.group, event.to, ()
    skill = memory.tiers.entries[event.skill].skill
    return group_of(skill), skill.tier, skill.conditions


def _decision(recorded: Recorded, sweep: SweepId, then: Memory, now: Memory) -> GateDecision:
    """The decision, and what the same evidence says when the gate looks at it again."""
    event = _gated(recorded)
    group, to, conditions = _asked(event, now)
    command = ConsiderPromotion(sweep=sweep, group=group, to=to, read_to=event.read_to, now=event.now)
    judged = promotion.judge(command, then, RULES.get(event.rule, CURRENT), conditions)
    skill = None if isinstance(event, PromotionRefused) else event.skill
    what, verdict, because = _words(event, judged.because)
    return GateDecision(
        what=what,
        group=group,
        to=to,
        skill=skill,
        title=now.tiers.entries[skill].skill.title if skill else "",
        verdict=verdict,
        because=because,
        effect=getattr(event, "effect", None),
        supporting=getattr(event, "supporting", judged.supporting),
        contradicting=getattr(event, "contradicting", judged.contradicting),
        sources=event.sources if isinstance(event, SkillAbstracted) else (),
        read_to=event.read_to,
        position=recorded.position,
    )


def _words(event: Gated, judged: str) -> tuple[str, str, str]:
    """What happened, with which verdict, and why: as recorded, and from the evidence where an event gives no reason."""
    match event:
        case SkillAbstracted():
            return "promoted", f"{event.verdict}, {event.state}", judged
        case SkillProven():
            return "proven", "proven", event.because or judged
        case SkillRetired():
            return "retired", "retired", f"{event.because} (by {event.by})"
        case SkillMerged():
            return "merged", f"goes on as {event.into}", event.because
        case SkillConflicted():
            return "conflicted", f"settled by {', '.join(event.settled_by)}" if event.settled_by else "not settled", event.because
        case PromotionRefused():
            return "refused", event.verdict, event.because
