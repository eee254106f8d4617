"""The loading rule: which skills a brief may see. With the sweep's book-keeping it alone knows the arm."""

from statistics import fmean

import msgspec

from haste.projections.evidence import Judged, by_competition
from haste.projections.memory import Memory
from haste.projections.skill_tiers import Entry
from haste.vocabulary.brief import LoadedSkill
from haste.vocabulary.ids import CompetitionId
from haste.vocabulary.scales import Arm, Tier
from haste.vocabulary.skill import Group

_TIERS = (Tier.COMPETITION, Tier.DOMAIN, Tier.GLOBAL)  # the nearest first


class Viewpoint(msgspec.Struct, frozen=True, kw_only=True):
    """Who asks: a run of this competition, in this arm."""

    arm: Arm
    competition: CompetitionId
    domains: tuple[str, ...]  # the owner first
    transfer: bool = False  # leave out whatever comes from the competition itself


def load(memory: Memory, viewpoint: Viewpoint) -> tuple[LoadedSkill, ...]:
    """The skills of a frozen inventory that a brief may see, in the order in which it shows them.

    Args:
        memory: Skills and evidence as of the round's start.
        viewpoint: The arm, and the run that asks.
    """
    if viewpoint.arm is Arm.NONE:
        return ()
    live = [entry for entry in memory.tiers.live() if not (viewpoint.transfer and _only_from(entry, viewpoint.competition))]
    scoped = [entry for entry in live if _in_scope(entry, viewpoint)]
    if viewpoint.arm is Arm.TIERED:
        chosen = sorted(scoped, key=lambda entry: (_TIERS.index(entry.skill.tier), -_strength(entry), entry.skill.id))
    elif viewpoint.arm is Arm.RANKED:
        chosen = sorted(live, key=lambda entry: (-_strength(entry), entry.skill.id))
    else:
        chosen = sorted(live, key=lambda entry: entry.skill.id)
        chosen = chosen[: len(scoped)] if viewpoint.arm is Arm.MATCHED else chosen
    return tuple(_loaded(entry, memory, viewpoint) for entry in chosen)


def _only_from(entry: Entry, competition: CompetitionId) -> bool:
    """Whether nothing but this competition has taught the skill."""
    return entry.skill.competition == competition or set(entry.learned_from) == {competition}


def _in_scope(entry: Entry, viewpoint: Viewpoint) -> bool:
    skill = entry.skill
    if skill.tier is Tier.COMPETITION:
        return skill.competition == viewpoint.competition
    return skill.tier is Tier.GLOBAL or skill.domain in viewpoint.domains


def _strength(entry: Entry) -> float:
    """Size of the effect that the gate saw; 0 where nothing was gated."""
    return abs(entry.effect.mean) if entry.effect else 0.0


def _loaded(entry: Entry, memory: Memory, viewpoint: Viewpoint) -> LoadedSkill:
    domain = None if entry.skill.tier is Tier.GLOBAL else entry.skill.domain
    group = memory.evidence.of(Group(technique=entry.skill.technique, domain=domain))
    judged = [
        one
        for one in group
        if not (viewpoint.transfer and one.competition == viewpoint.competition)
        and (entry.skill.tier is not Tier.COMPETITION or one.competition == entry.skill.competition)
    ]
    effects = tuple((name, *_mean(ones)) for name, ones in by_competition(judged).items())
    own = viewpoint.transfer and any(one.competition == viewpoint.competition for one in group)  # the gate's figure knows it
    return LoadedSkill(skill=entry.skill, state=entry.state, effect=None if own else entry.effect, effects=effects)


def _mean(judged: tuple[Judged, ...]) -> tuple[float, float]:
    return fmean(one.credit.effect for one in judged), fmean(one.credit.se for one in judged)
