"""Retrieval for a brief: where more skills are in scope than it has room for, those stay whose words are nearest to the task."""

from collections.abc import Callable, Collection, Sequence

from haste.projections.skill_rows import scope_of
from haste.vocabulary.brief import LoadedSkill
from haste.vocabulary.ids import SkillId
from haste.vocabulary.scales import SkillKind


def fitting(loaded: Sequence[LoadedSkill], *, skills_max: int, search: Callable[[Collection[str]], Sequence[SkillId]]) -> tuple[LoadedSkill, ...]:
    """At most so many learnings, in the order of the loading rule; recipes, which that rule has cut already, all stay.

    Args:
        loaded: What the loading rule lets a brief see.
        skills_max: Learnings in a brief.
        search: The learnings of these scopes that have to do with the task, best first; asked only where there are too many. Those that
            it does not find come after it, in the order of the loading rule.
    """
    learnings = [one.skill for one in loaded if one.skill.kind is SkillKind.LEARNING]
    if len(learnings) <= skills_max:
        return tuple(loaded)
    places = {skill: place for place, skill in enumerate(search(sorted({scope_of(skill) for skill in learnings})))}
    best = sorted(learnings, key=lambda skill: places.get(skill.id, len(places)))
    left_out = {skill.id for skill in best[skills_max:]}
    return tuple(one for one in loaded if one.skill.id not in left_out)
