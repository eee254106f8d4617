"""From a finished run to skills of the competition tier: what its distillation taught, and the solution that it submitted."""

from collections.abc import Sequence

import msgspec

from haste.decisions.naming import name
from haste.events.event import Event
from haste.events.run import LearningsDistilled
from haste.events.skill import SkillLearned
from haste.projections.memory import Memory
from haste.thresholds import Thresholds
from haste.vocabulary.brief import Learning, Learnings
from haste.vocabulary.competition import Competition
from haste.vocabulary.ids import SkillId
from haste.vocabulary.scales import SkillKind, Tier
from haste.vocabulary.skill import Skill, is_technique

_SHOWN = 80  # letters of a text that is told as wrong


class Taught(msgspec.Struct, frozen=True, kw_only=True):
    """What a finished run brings."""

    competition: Competition
    learnings: Learnings | None  # None: the author said nothing, or no call succeeded
    recipe: Skill | None = None  # without an id; None where nothing was submitted


def learn(distilled: LearningsDistilled, taught: Taught, memory: Memory, rules: Thresholds) -> tuple[Event, ...]:
    """The run's LearningsDistilled with the ids of what is new, and a SkillLearned for each; what is malformed is named in the former.

    A learning that an earlier run of the same competition brought, of the same technique and sign, is a duplicate: its
    evidence counts all the same, because evidence is gathered by technique and not by skill. So is a recipe of the same code.
    """
    learnings = (taught.learnings.learnings if taught.learnings else ())[: rules.learnings_max]
    wrong = {learning: found for learning in learnings if (found := _wrong(learning)) is not None}
    skills = [_skill(learning, taught.competition, distilled.author) for learning in learnings if learning not in wrong]
    events = _new((*skills, *((taught.recipe,) if taught.recipe else ())), distilled, memory)
    return (msgspec.structs.replace(distilled, skills=tuple(event.skill for event in events), dropped=tuple(wrong.values())), *events)


def _new(skills: Sequence[Skill], distilled: LearningsDistilled, memory: Memory) -> list[SkillLearned]:
    known = [entry.skill for entry in memory.tiers.entries.values()]
    events: list[SkillLearned] = []
    for skill in skills:
        if any(_same(skill, other, memory) for other in known):
            continue
        value = msgspec.structs.replace(skill, id=name(skill, (*memory.named, *(event.value for event in events))))
        known.append(value)
        events.append(
            SkillLearned(
                skill=value.id,
                value=value,
                run=distilled.run,
                reply=distilled.reply,
                read_to=distilled.read_to,
                rule=distilled.rule,
                now=distilled.now,
            )
        )
    return events


def _wrong(learning: Learning) -> str | None:
    """What is wrong with a learning; None where it can be kept."""
    if not is_technique(learning.technique):
        return f"technique: expected a slug, or new: and a slug, found {learning.technique[:_SHOWN]!r}"
    if learning.tier not in tuple(Tier):
        return f"tier of {learning.technique}: expected one of {', '.join(Tier)}, found {learning.tier[:_SHOWN]!r}"
    if not learning.title.strip() or not learning.instructions.strip():
        return f"words of {learning.technique}: expected a title and instructions, found none"
    return None


def _skill(learning: Learning, competition: Competition, author: str) -> Skill:
    return Skill(
        id=SkillId(""),
        tier=Tier.COMPETITION,
        kind=SkillKind.LEARNING,
        domain=competition.domain,
        competition=competition.id,
        technique=learning.technique,
        title=learning.title,
        when=learning.when,
        when_not=learning.when_not,
        instructions=learning.instructions,
        sign=learning.sign,
        author=author,
    )


def _same(skill: Skill, other: Skill, memory: Memory) -> bool:
    if (skill.competition, skill.kind) != (other.competition, other.kind):
        return False
    if skill.kind is SkillKind.RECIPE:
        return skill.code == other.code
    called = memory.tiers.called
    return (called(skill.technique), skill.sign) == (called(other.technique), other.sign)
