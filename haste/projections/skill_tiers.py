"""All skills of the log by tier, with the state that events gave each."""

from collections.abc import Mapping

import msgspec

from haste.events.event import Event
from haste.events.skill import (
    SkillAbstracted,
    SkillConflicted,
    SkillImported,
    SkillLearned,
    SkillMerged,
    SkillPinned,
    SkillProven,
    SkillRestored,
    SkillRetired,
)
from haste.events.sweep import TechniqueReconciled
from haste.projections.lazily import with_item
from haste.vocabulary.ids import CompetitionId, SkillId
from haste.vocabulary.scales import SkillKind, SkillState, Tier
from haste.vocabulary.skill import Effect, Group, Skill


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One skill and how it stands."""

    skill: Skill
    state: SkillState
    effect: Effect | None = None  # as the gate last saw it; None at the competition tier
    learned_from: tuple[CompetitionId, ...] = ()  # competitions whose gain made it
    pinned: bool = False
    conflicted: bool = False  # its group helps here and harms there, and nothing separates the two
    merged_into: SkillId | None = None  # the older skill that says the same
    curated: SkillState | None = None  # the state that a person gave it, where no rule has changed it since


class SkillTiers(msgspec.Struct, frozen=True, kw_only=True):
    """Skills by id, in the order in which the log brought them."""

    entries: Mapping[SkillId, Entry] = {}
    reconciled: dict[str, str] = {}  # techniques that an author named anew -> the one that each is
    named: dict[str, tuple[SkillId, ...]] = {}  # learnings by technique, as it is called now

    def live(self, tier: Tier | None = None) -> tuple[Entry, ...]:
        """Skills that are not retired, of one tier or of all."""
        return tuple(e for e in self.entries.values() if e.state is not SkillState.RETIRED and tier in (None, e.skill.tier))

    def called(self, technique: str) -> str:
        """What a technique is called now that it may have been reconciled."""
        return self.reconciled.get(technique, technique)

    def of(self, group: Group, tier: Tier) -> tuple[Entry, ...]:
        """Learnings of a group's technique at a tier, retired ones too. Recipes belong to no group."""
        found = (self.entries[name] for name in self.named.get(self.called(group.technique), ()))
        return tuple(entry for entry in found if entry.skill.tier is tier and group.domain in (None, entry.skill.domain))


def with_entry(tiers: SkillTiers, entry: Entry) -> SkillTiers:
    """The tiers with one skill more, or with a known one as this entry has it."""
    skill = entry.skill
    named = tiers.named
    if skill.id not in tiers.entries and skill.kind is SkillKind.LEARNING:
        technique = tiers.called(skill.technique)
        named = named | {technique: (*named.get(technique, ()), skill.id)}
    return msgspec.structs.replace(tiers, entries=with_item(tiers.entries, skill.id, entry), named=named)


def evolve(tiers: SkillTiers, event: Event) -> SkillTiers:
    """Apply one event of any stream. Events of other kinds leave the tiers as they are."""
    match event:
        case SkillLearned(value=value):
            return with_entry(tiers, Entry(skill=value, state=SkillState.LEARNED))
        case SkillAbstracted(value=value):
            return with_entry(tiers, Entry(skill=value, state=event.state, effect=event.effect, learned_from=event.supporting))
        case SkillImported() if event.skill not in tiers.entries:
            return with_entry(tiers, _imported(event))
        case SkillRestored(skill=skill, state=state):
            return _change(tiers, skill, state=state, curated=state, merged_into=None)
        case SkillPinned(skill=skill):
            return _change(tiers, skill, pinned=True)
        case TechniqueReconciled():
            return _reconciled(tiers, event)
        case _:
            return _decided(tiers, event)


def _decided(tiers: SkillTiers, event: Event) -> SkillTiers:
    """What a rule decided about a skill; a person may retire one too."""
    match event:
        case SkillProven(skill=skill, effect=effect):
            return _change(tiers, skill, state=SkillState.PROVEN, effect=effect, conflicted=False, curated=None)
        case SkillMerged(skill=skill, into=into):
            return _change(tiers, skill, state=SkillState.RETIRED, merged_into=into, curated=None)
        case SkillConflicted():
            return _conflicted(tiers, event)
        case SkillRetired(skill=skill, effect=effect):
            curated = SkillState.RETIRED if event.by != event.rule else None
            return _change(tiers, skill, state=SkillState.RETIRED, curated=curated, **({"effect": effect} if effect else {}))
        case _:
            return tiers


def _conflicted(tiers: SkillTiers, event: SkillConflicted) -> SkillTiers:
    """Settled: the conditioned ones take over, except where a person pinned the skill. Else it is on probation again, and marked."""
    entry = tiers.entries.get(event.skill)
    retired = bool(event.settled_by) and entry is not None and not entry.pinned
    state = SkillState.RETIRED if retired else SkillState.PROBATION
    return _change(tiers, event.skill, state=state, effect=event.effect, conflicted=True, curated=None)


def _reconciled(tiers: SkillTiers, event: TechniqueReconciled) -> SkillTiers:
    named, known = dict(tiers.named), tiers.called(event.known)
    moved = {*named.pop(event.technique, ()), *named.get(known, ())}
    named[known] = tuple(name for name in tiers.entries if name in moved)
    return msgspec.structs.replace(tiers, named=named, reconciled=renamed(tiers.reconciled, event))


def renamed(reconciled: dict[str, str], event: TechniqueReconciled) -> dict[str, str]:
    """The names of techniques after one more of them was reconciled: each leads straight to what it is called now."""
    known = reconciled.get(event.known, event.known)
    return {old: known if now == event.technique else now for old, now in reconciled.items()} | {event.technique: known}


def _imported(event: SkillImported) -> Entry:
    return Entry(
        skill=event.value,
        state=event.state,
        effect=event.effect,
        learned_from=event.learned_from,
        pinned=event.pinned,
        conflicted=event.conflicted,
        merged_into=event.merged_into,
        curated=event.curated,
    )


def _change(tiers: SkillTiers, skill: SkillId, **changes: object) -> SkillTiers:
    """The tiers with one entry changed; a skill that this fold was never told of stays unknown."""
    entry = tiers.entries.get(skill)
    return tiers if entry is None else with_entry(tiers, msgspec.structs.replace(entry, **changes))
