"""Skills that say the same in the same scope: the younger one is merged into the older."""

from haste.commands import Consolidate
from haste.decisions.likeness import likeness, words_of
from haste.events.skill import SkillMerged
from haste.projections.memory import Memory
from haste.projections.skill_tiers import Entry
from haste.thresholds import Thresholds
from haste.vocabulary.ids import SkillId
from haste.vocabulary.scales import SkillKind, SkillState
from haste.vocabulary.skill import NEW, Skill


def decide(command: Consolidate, memory: Memory, rules: Thresholds) -> tuple[SkillMerged, ...]:
    """One event for each live skill of a domain that says what an older live one says; a pinned one stays.

    Two techniques with plain slugs are two techniques, however alike their words. Nothing is lost with a duplicate: evidence
    is gathered by technique, and uses of a recipe by its code's own competition.
    """
    live = [entry for entry in memory.tiers.entries.values() if entry.state is not SkillState.RETIRED and entry.skill.domain == command.domain]
    kept: dict[tuple[object, ...], list[Entry]] = {}
    events = []
    for entry in live:
        older = kept.setdefault(_scope(entry.skill), [])
        twin = next(((other, why) for other in older if (why := _why_same(entry.skill, other.skill, memory, rules))), None)
        if twin is None or entry.pinned:
            older.append(entry)
        else:
            events.append(_merged(command, entry.skill.id, twin[0].skill.id, twin[1], rules))
    return tuple(events)


def _scope(skill: Skill) -> tuple[object, ...]:
    return skill.tier, skill.competition, skill.kind, skill.sign, skill.conditions


def _why_same(skill: Skill, other: Skill, memory: Memory, rules: Thresholds) -> str | None:
    if skill.kind is SkillKind.RECIPE:
        return "it is the same solution" if skill.code == other.code else None
    called = memory.tiers.called
    if called(skill.technique) == called(other.technique):
        return f"both are about {called(skill.technique)}"
    if not any(called(one.technique).startswith(NEW) for one in (skill, other)):
        return None
    alike = likeness(words_of(skill), words_of(other))
    return f"their words are alike by {alike:.3f} of 1, needs {rules.words_alike}" if alike >= rules.words_alike else None


def _merged(command: Consolidate, skill: SkillId, into: SkillId, because: str, rules: Thresholds) -> SkillMerged:
    return SkillMerged(skill=skill, into=into, because=because, sweep=command.sweep, read_to=command.read_to, rule=rules.version, now=command.now)
