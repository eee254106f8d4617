"""From a distillation to skills of the competition tier: new ones only, each with a name that equal histories share."""

import msgspec

from haste.decisions.consolidation import name
from haste.events.event import Event
from haste.events.run import LearningsDistilled
from haste.events.skill import SkillLearned
from haste.projections.memory import Memory
from haste.thresholds import Thresholds
from haste.vocabulary.brief import Learning
from haste.vocabulary.competition import Competition
from haste.vocabulary.ids import SkillId
from haste.vocabulary.scales import SkillKind, Tier
from haste.vocabulary.skill import Skill


def learn(
    distilled: LearningsDistilled, learnings: tuple[Learning, ...], competition: Competition, memory: Memory, rules: Thresholds
) -> tuple[Event, ...]:
    """The run's LearningsDistilled with the ids of what is new, and a SkillLearned for each.

    A learning that an earlier run of the same competition brought, of the same technique and sign, is a duplicate: its
    evidence counts all the same, because evidence is gathered by technique and not by skill.
    """
    known = [entry.skill for entry in memory.tiers.entries.values()]
    events: list[SkillLearned] = []
    for learning in learnings[: rules.learnings_max]:
        skill = _skill(learning, competition, distilled.author)
        if any(_same(skill, other) for other in known):
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
    return (msgspec.structs.replace(distilled, skills=tuple(event.skill for event in events)), *events)


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


def _same(skill: Skill, other: Skill) -> bool:
    return (skill.competition, skill.technique, skill.sign) == (other.competition, other.technique, other.sign)
