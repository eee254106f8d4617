"""All skills of the log by tier, with the state that events gave each."""

import msgspec

from haste.events.event import Event
from haste.events.skill import SkillAbstracted, SkillLearned, SkillPinned, SkillProven, SkillRestored, SkillRetired
from haste.vocabulary.ids import CompetitionId, SkillId
from haste.vocabulary.scales import SkillState, Tier
from haste.vocabulary.skill import Effect, Group, Skill


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One skill and how it stands."""

    skill: Skill
    state: SkillState
    effect: Effect | None = None  # as the gate last saw it; None at the competition tier
    learned_from: tuple[CompetitionId, ...] = ()  # competitions whose gain made it
    pinned: bool = False


class SkillTiers(msgspec.Struct, frozen=True, kw_only=True):
    """Skills by id, in the order in which the log brought them."""

    entries: dict[SkillId, Entry] = {}

    def live(self, tier: Tier | None = None) -> tuple[Entry, ...]:
        """Skills that are not retired, of one tier or of all."""
        return tuple(e for e in self.entries.values() if e.state is not SkillState.RETIRED and tier in (None, e.skill.tier))

    def of(self, group: Group, tier: Tier) -> tuple[Entry, ...]:
        """Skills of a group's technique at a tier, retired ones too."""
        return tuple(
            entry
            for entry in self.entries.values()
            if entry.skill.tier is tier and entry.skill.technique == group.technique and group.domain in (None, entry.skill.domain)
        )


def evolve(tiers: SkillTiers, event: Event) -> SkillTiers:
    """Apply one event of any stream. Events of other kinds leave the tiers as they are."""
    match event:
        case SkillLearned(skill=skill, value=value):
            return _with(tiers, skill, Entry(skill=value, state=SkillState.LEARNED))
        case SkillAbstracted(skill=skill, value=value):
            return _with(tiers, skill, Entry(skill=value, state=event.state, effect=event.effect, learned_from=event.supporting))
        case SkillProven(skill=skill, effect=effect):
            return _change(tiers, skill, state=SkillState.PROVEN, effect=effect)
        case SkillRetired(skill=skill, effect=effect):
            return _change(tiers, skill, state=SkillState.RETIRED, **({"effect": effect} if effect else {}))
        case SkillRestored(skill=skill, state=state):
            return _change(tiers, skill, state=state)
        case SkillPinned(skill=skill):
            return _change(tiers, skill, pinned=True)
        case _:
            return tiers


def _with(tiers: SkillTiers, skill: SkillId, entry: Entry) -> SkillTiers:
    return SkillTiers(entries=tiers.entries | {skill: entry})


def _change(tiers: SkillTiers, skill: SkillId, **changes: object) -> SkillTiers:
    """The tiers with one entry changed; a skill that this fold was never told of stays unknown."""
    entry = tiers.entries.get(skill)
    return tiers if entry is None else _with(tiers, skill, msgspec.structs.replace(entry, **changes))
