"""Phases begin and end once each: what of an author's plan and summary is kept."""

import msgspec

from haste.events.event import Event
from haste.events.run import PhaseFinished, PhaseStarted
from haste.projections.search_tree import SearchTree
from haste.vocabulary.brief import Heading, Idea, Plan


def begin(asked: PhaseStarted, tree: SearchTree) -> tuple[Event, ...]:
    """The phase's start, or nothing where that phase has begun, or the one before it has not ended."""
    return (asked,) if tree.active is None and tree.phase == asked.phase else ()


def end(asked: PhaseFinished, tree: SearchTree) -> tuple[Event, ...]:
    """The phase's end, or nothing where it is not the active one."""
    return (asked,) if tree.active is not None and tree.active.number == asked.phase else ()


def kept(plan: Plan | None, *, wanted: tuple[int, int], known: tuple[str, ...]) -> Plan | None:
    """A plan as it is followed: no more than was asked for, and nothing empty in it.

    Args:
        plan: As the author wrote it.
        wanted: Headings, and ideas in each.
        known: Slugs of techniques; an idea that names another one keeps its words and loses the name.

    Returns:
        The plan; None where nothing of it is left.
    """
    if plan is None:
        return None
    headings, ideas = wanted
    filled = [_usable(heading.ideas, known)[:ideas] for heading in plan.headings]
    pairs = [(heading.title, found) for heading, found in zip(plan.headings, filled, strict=True) if found][:headings]
    return Plan(headings=tuple(Heading(title=title, ideas=found) for title, found in pairs)) if pairs else None


def _usable(ideas: tuple[Idea, ...], known: tuple[str, ...]) -> tuple[Idea, ...]:
    named = (idea if idea.technique in known else msgspec.structs.replace(idea, technique=None) for idea in ideas)
    return tuple(idea for idea in named if idea.technique or idea.text.strip())
