"""The loading rule: which skills and track records a brief may see. With the sweep's book-keeping it alone knows the arm."""

from collections.abc import Iterable
from statistics import fmean

import msgspec

from haste.briefs.shuffling import shuffled, shuffled_records
from haste.briefs.similarity import nearest
from haste.decisions.effects import in_competition
from haste.projections.evidence import by_competition
from haste.projections.memory import Memory
from haste.projections.skill_tiers import Entry
from haste.vocabulary.brief import LoadedSkill, Remembered, TrackRecord
from haste.vocabulary.ids import CompetitionId
from haste.vocabulary.scales import Arm, Role, SkillKind, SkillState, Tier
from haste.vocabulary.skill import Group, Judged

_TIERS = (Tier.COMPETITION, Tier.DOMAIN, Tier.GLOBAL)  # the nearest first
_SCOPED = {  # arms that respect scopes, and the tiers that each sees
    Arm.TIERED: frozenset(_TIERS),
    Arm.SHUFFLED: frozenset(_TIERS),
    Arm.DOMAIN_ONLY: frozenset({Tier.DOMAIN}),
    Arm.GLOBAL_ONLY: frozenset({Tier.GLOBAL}),
}
_ALL_DOMAINS = (Arm.FLAT, Arm.MATCHED, Arm.RANKED, Arm.GLOBAL_ONLY)  # arms whose track records know no scopes
_WITHOUT_RECIPES = (Arm.GLOBAL_ONLY, Arm.SHUFFLED)  # a recipe belongs to a domain, and has no effect or sign that could be permuted


class Viewpoint(msgspec.Struct, frozen=True, kw_only=True):
    """Who asks: a run of this competition, in this arm."""

    arm: Arm
    competition: CompetitionId
    domains: tuple[str, ...]  # the owner first
    numbers: dict[str, float]  # of its profile: what recipes are compared by
    recipes_max: int
    records_max: int
    seed: int  # of the sweep: what labels are shuffled by


def load(memory: Memory, viewpoint: Viewpoint) -> Remembered:
    """What a brief may see of a frozen inventory: skills in the order in which it shows them, recipes last, and track records.

    Args:
        memory: Skills and evidence as of the round's start; under transfer without the competition itself.
        viewpoint: The arm, and the run that asks.
    """
    if viewpoint.arm in (Arm.NONE, Arm.RETRY):
        return Remembered()
    live = list(memory.tiers.live())
    chosen = tuple(_loaded(entry, memory) for entry in _learnings(live, memory, viewpoint))
    recipes = tuple(_loaded(entry, memory) for entry in _recipes(live, memory, viewpoint))
    records = _records(memory, viewpoint)
    if viewpoint.arm is Arm.SHUFFLED:
        return Remembered(skills=shuffled(chosen, seed=viewpoint.seed), records=shuffled_records(records, seed=viewpoint.seed))
    return Remembered(skills=(*chosen, *recipes), records=records)


def chance(arm: Arm, role: Role) -> str:
    """What an author's chance is derived for. A second attempt draws it anew, on the same folds.

    >>> chance(Arm.TIERED, Role.IMPROVE), chance(Arm.RETRY, Role.IMPROVE)
    ('author', 'author, second attempt')
    """
    purpose = {Role.PLAN: "plan", Role.DRAFT: "drafts"}.get(role, "author")
    return f"{purpose}, second attempt" if arm is Arm.RETRY else purpose


def _learnings(live: list[Entry], memory: Memory, viewpoint: Viewpoint) -> list[Entry]:
    known = [entry for entry in live if entry.skill.kind is SkillKind.LEARNING]
    scoped = [entry for entry in known if _in_scope(entry, viewpoint)]
    if (tiers := _SCOPED.get(viewpoint.arm)) is not None:
        seen = (entry for entry in scoped if entry.skill.tier in tiers)
        return sorted(seen, key=lambda entry: (_TIERS.index(entry.skill.tier), -_strength(entry, memory), entry.skill.id))
    if viewpoint.arm is Arm.RANKED:
        return sorted(known, key=lambda entry: (-_strength(entry, memory), entry.skill.id))
    by_name = sorted(known, key=lambda entry: entry.skill.id)
    return by_name[: len(scoped)] if viewpoint.arm is Arm.MATCHED else by_name


def _recipes(live: list[Entry], memory: Memory, viewpoint: Viewpoint) -> list[Entry]:
    """Recipes of the competitions that are most like this one: of its domains, or of all where the arm has no scopes."""
    if viewpoint.arm in _WITHOUT_RECIPES:
        return []
    scoped = viewpoint.arm in _SCOPED or viewpoint.arm is Arm.MATCHED
    known = [entry for entry in live if entry.skill.kind is SkillKind.RECIPE and (not scoped or entry.skill.domain in viewpoint.domains)]
    order = nearest(viewpoint.numbers, memory.evidence.features)
    ranked = sorted(known, key=lambda entry: (order.get(entry.skill.competition or CompetitionId(""), len(order)), entry.skill.id))
    return ranked[: viewpoint.recipes_max]


def _records(memory: Memory, viewpoint: Viewpoint) -> tuple[TrackRecord, ...]:
    """Of each technique what its judgements came to: those of the run's own domains, and of all others where there is none.

    Arms without scopes and the one of the global tier see all domains together. What a person has retired stays unseen here too.
    """
    own = None if viewpoint.arm in _ALL_DOMAINS else viewpoint.domains
    retired = {memory.tiers.called(entry.skill.technique) for entry in memory.tiers.entries.values() if entry.curated is SkillState.RETIRED}
    found = []
    for technique, judged in memory.evidence.gathered.items():
        near = [one for one in judged if own is None or one.domain in own]
        seen = near or ([] if viewpoint.arm is Arm.DOMAIN_ONLY else judged)
        if seen and technique not in retired:
            found.append(TrackRecord(technique=technique, effects=_effects(seen)))
    widest = sorted(found, key=lambda record: (-len(record.effects), record.technique))[: viewpoint.records_max]
    return tuple(sorted(widest, key=lambda record: record.technique))


def _effects(judged: Iterable[Judged]) -> tuple[tuple[CompetitionId, float, float], ...]:
    return tuple((name, *in_competition(ones)) for name, ones in by_competition(judged).items())


def _in_scope(entry: Entry, viewpoint: Viewpoint) -> bool:
    skill = entry.skill
    if skill.tier is Tier.COMPETITION:
        return skill.competition == viewpoint.competition
    return skill.tier is Tier.GLOBAL or skill.domain in viewpoint.domains


def _strength(entry: Entry, memory: Memory) -> float:
    """Size of the effect that the gate saw; where nothing was gated, of the mean effect where the skill was learned."""
    if entry.effect is not None:
        return abs(entry.effect.mean)
    judged = _judged(entry, memory)
    return abs(fmean(one.credit.effect for one in judged)) if judged else 0.0


def _judged(entry: Entry, memory: Memory) -> list[Judged]:
    """The evidence that speaks of a skill: all of its group where its conditions hold, or that of its own competition."""
    skill = entry.skill
    group = memory.evidence.of(Group(technique=skill.technique, domain=None if skill.tier is Tier.GLOBAL else skill.domain), skill.conditions)
    return [one for one in group if skill.tier is not Tier.COMPETITION or one.competition == skill.competition]


def _loaded(entry: Entry, memory: Memory) -> LoadedSkill:
    return LoadedSkill(skill=entry.skill, state=entry.state, effect=entry.effect, effects=_effects(_judged(entry, memory)))
