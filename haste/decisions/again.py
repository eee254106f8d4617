"""Makes the events of a skill once more, from a state that was folded again and the replies that were recorded."""

from typing import TypeAlias

import msgspec

from haste.commands import ConsiderPromotion, Consolidate
from haste.decisions import consolidation, learning, merging, recipes, reconciling
from haste.decisions.abstracting import Said
from haste.decisions.learning import Taught
from haste.events.event import Event
from haste.events.run import LearningsDistilled
from haste.events.skill import SkillAbstracted, SkillConflicted, SkillMerged, SkillProven, SkillRetired
from haste.events.sweep import TechniqueReconciled
from haste.projections.memory import Memory
from haste.thresholds import Thresholds
from haste.vocabulary.ids import SweepId
from haste.vocabulary.scales import SkillKind
from haste.vocabulary.skill import Group, Skill

Gated: TypeAlias = SkillAbstracted | SkillConflicted | SkillProven | SkillRetired | SkillMerged  # what rules decide about a skill between rounds


def group_of(skill: Skill) -> Group:
    """The group that the gate judges where it decides about a skill."""
    return Group(technique=skill.technique, domain=skill.domain)


def command_of(event: Gated, skill: Skill, sweep: SweepId) -> ConsiderPromotion | Consolidate:
    """What was asked when this event was decided: about which group or domain, as of which place and time."""
    if isinstance(event, SkillMerged) or skill.kind is SkillKind.RECIPE:
        return Consolidate(sweep=sweep, domain=skill.domain, read_to=event.read_to, now=event.now)
    return ConsiderPromotion(sweep=sweep, group=group_of(skill), to=skill.tier, read_to=event.read_to, now=event.now)


def gated(event: SkillAbstracted) -> ConsiderPromotion:
    """What the gate was asked when it made a skill."""
    return ConsiderPromotion(sweep=event.sweep, group=event.group, to=event.to, read_to=event.read_to, now=event.now)


def decide(command: ConsiderPromotion | Consolidate, memory: Memory, *, said: Said, rules: Thresholds) -> tuple[Event, ...]:
    """What is decided where the log stands as it stood then.

    Args:
        command: As it was asked.
        memory: The log folded up to the command's `read_to`, as far as its sweep remembers.
        said: What authors said for it, as recorded.
        rules: Of the recorded version.
    """
    if isinstance(command, Consolidate):
        return (*reconciling.decide(command, memory, rules), *merging.decide(command, memory, rules), *recipes.decide(command, memory, rules))
    return consolidation.decide(command, memory, said=said, rules=rules)


def reconcile(recorded: TechniqueReconciled, memory: Memory, rules: Thresholds) -> tuple[Event, ...]:
    """Which techniques of a domain are found to be known where the log stands as it stood then."""
    command = Consolidate(sweep=recorded.sweep, domain=recorded.domain, read_to=recorded.read_to, now=recorded.now)
    return reconciling.decide(command, memory, rules)


def learn(recorded: LearningsDistilled, taught: Taught, memory: Memory, rules: Thresholds) -> tuple[Event, ...]:
    """What a run brings where the log stands as it stood then: its distillation, and a SkillLearned for each skill that is new."""
    asked = msgspec.structs.replace(recorded, skills=(), dropped=(), rule=rules.version)
    return learning.learn(asked, taught, memory, rules)
