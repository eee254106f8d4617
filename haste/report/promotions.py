"""What a sweep remembers and what its gate decided: skills, promotions, and the groups that were refused."""

from collections import Counter

import msgspec

from haste.events.event import Recorded
from haste.events.skill import SkillAbstracted
from haste.events.sweep import PromotionRefused
from haste.ports import EventLog
from haste.projections.following import correlated
from haste.projections.memory import Memory, MemoryFollower
from haste.projections.sweep import Sweep
from haste.vocabulary.ids import Position, SkillId, SweepId
from haste.vocabulary.scales import SkillState, Tier, Verdict
from haste.vocabulary.skill import Effect, Group

_NEAREST = 3  # refusals told one by one


class Promotion(msgspec.Struct, frozen=True, kw_only=True):
    """The contract for machines: fields are added, never renamed."""

    skill: SkillId
    group: Group
    to: Tier
    verdict: Verdict
    state: SkillState  # that the skill began with
    sources: tuple[SkillId, ...]
    read_to: Position
    position: Position


class Refusal(msgspec.Struct, frozen=True, kw_only=True):
    """A group of which no skill was made, and why. The contract for machines: fields are added, never renamed."""

    group: Group
    to: Tier
    verdict: Verdict
    because: str
    effect: Effect | None
    read_to: Position
    position: Position


class Learned(msgspec.Struct, frozen=True, kw_only=True):
    """The outcome of a sweep's consolidation."""

    memory: Memory  # as far as the sweep remembers, up to its end
    promotions: tuple[Promotion, ...]  # of this sweep, in order
    refused: dict[Verdict, int]  # groups of which it made no skill, by the last verdict
    nearest: tuple[Refusal, ...]  # those that came nearest to one and have none from before: significant somewhere, in most competitions first


def learned(log: EventLog, sweep: SweepId, state: Sweep, *, end: Position) -> Learned:
    """What a sweep remembers and has promoted.

    Args:
        log: Where its events are.
        sweep: Its id.
        state: Where it stands.
        end: Position up to which events count.
    """
    follower = MemoryFollower(log, only=state.started.warm.only(sweep) if state.started else sweep)
    follower.catch_up(to=end)
    own = correlated(log, sweep, to=end)
    promotions = tuple(_promotion(one, one.event) for one in own if isinstance(one.event, SkillAbstracted))
    made = {(promotion.group, promotion.to) for promotion in promotions}
    last = {(one.event.group, one.event.to): _refusal(one, one.event) for one in own if isinstance(one.event, PromotionRefused)}
    refused = [refusal for group, refusal in last.items() if group not in made]
    verdicts = Counter(refusal.verdict for refusal in refused)
    without = [refusal for refusal in refused if not follower.state.tiers.of(refusal.group, refusal.to)]
    return Learned(memory=follower.state, promotions=promotions, refused=dict(sorted(verdicts.items())), nearest=_nearest(without))


def _nearest(refused: list[Refusal]) -> tuple[Refusal, ...]:
    """Refusals with the most significant competitions on one side, larger effects first among equals; none of a group that was skipped.

    A technique that is proven in no domain is skipped for all domains, however much speaks for it: its domains' groups tell of it.
    """
    seen = [(one, one.effect) for one in refused if one.effect is not None and one.verdict is not Verdict.SKIP]
    judged = [(max(effect.supporting, effect.contradicting), abs(effect.mean), one) for one, effect in seen]
    told = sorted((one for one in judged if one[0]), key=lambda one: (-one[0], -one[1], one[2].position))
    return tuple(refusal for _, _, refusal in told[:_NEAREST])


def _refusal(recorded: Recorded, event: PromotionRefused) -> Refusal:
    return Refusal(
        group=event.group,
        to=event.to,
        verdict=event.verdict,
        because=event.because,
        effect=event.effect,
        read_to=event.read_to,
        position=recorded.position,
    )


def _promotion(recorded: Recorded, event: SkillAbstracted) -> Promotion:
    return Promotion(
        skill=event.skill,
        group=event.group,
        to=event.to,
        verdict=event.verdict,
        state=event.state,
        sources=event.sources,
        read_to=event.read_to,
        position=recorded.position,
    )
