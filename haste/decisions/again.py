"""Makes the events of a skill once more, from a state that was folded again and the reply that was recorded."""

from typing import TypeAlias

import msgspec

from haste.commands import ConsiderPromotion
from haste.decisions import consolidation, learning, promotion
from haste.decisions.consolidation import Words
from haste.events.event import Event
from haste.events.run import LearningsDistilled
from haste.events.skill import SkillAbstracted, SkillProven, SkillRetired
from haste.projections.memory import Memory
from haste.thresholds import Thresholds
from haste.vocabulary.brief import Reply
from haste.vocabulary.competition import Competition
from haste.vocabulary.ids import SweepId
from haste.vocabulary.skill import Group, Skill

Gated: TypeAlias = SkillAbstracted | SkillProven | SkillRetired  # what the gate decides about a skill


def group_of(skill: Skill) -> Group:
    """The group that the gate judges where it decides about a skill."""
    return Group(technique=skill.technique, domain=skill.domain)


def command_of(event: Gated, skill: Skill, sweep: SweepId) -> ConsiderPromotion:
    """What the gate was asked when it made this event: about which group, as of which place and time."""
    return ConsiderPromotion(sweep=sweep, group=group_of(skill), to=skill.tier, read_to=event.read_to, now=event.now)


def decide(command: ConsiderPromotion, memory: Memory, *, words: Words | None, rules: Thresholds) -> tuple[Event, ...]:
    """What the gate decides where the log stands as it stood then.

    Args:
        command: As it was asked.
        memory: The log folded up to the command's `read_to`, as far as its sweep remembers.
        words: As recorded; None where there are none.
        rules: Of the recorded version.
    """
    judgement = promotion.judge(command, memory, rules)
    return consolidation.decide(command, judgement, memory, words=words, rules=rules)


def learn(recorded: LearningsDistilled, reply: Reply, competition: Competition, memory: Memory, rules: Thresholds) -> tuple[Event, ...]:
    """What a distillation brings where the log stands as it stood then: itself, and a SkillLearned for each learning that is new."""
    asked = msgspec.structs.replace(recorded, skills=(), rule=rules.version)
    return learning.learn(asked, reply.learnings, competition, memory, rules)
