"""The offline author's plans: directions are the parts of a solution, and the ideas are what it would choose there anyway."""

import random
from collections.abc import Sequence

from haste.llm.choosing import drawn, options, read
from haste.techniques.blueprint import Slot
from haste.techniques.task import Task
from haste.techniques.technique import Technique
from haste.vocabulary.brief import Brief, Heading, Idea, Plan

_DIRECTIONS = {
    Slot.IMAGES: "What the images look like before columns are made of them",
    Slot.WAVES: "What the signals look like before columns are made of them",
    Slot.COPIES: "More images or signals to train on or to predict from",
    Slot.FEATURES: "The columns that the models see",
    Slot.MODELS: "The models and how they are blended",
    Slot.TARGETS: "The target that the models are trained on",
    Slot.ANSWERS: "How predictions become answers",
    Slot.SETTINGS: "How the models are set",
}


def planned(brief: Brief) -> Plan | None:
    """A plan for the incumbent, or None where nothing is left to try.

    The order is that of single choices, best chance first; the first techniques of each part of a solution make one
    direction.
    """
    incumbent = read(brief.incumbent.blueprint) if brief.incumbent else None
    if incumbent is None or brief.ideas is None:
        return None
    task = Task(competition=brief.competition, profile=brief.profile)
    chance = random.Random(brief.seed)  # noqa: S311 - a derived seed has to give the same plan again
    by_slot: dict[Slot, list[Technique]] = {}
    for technique in drawn(brief, options(brief, task, incumbent), chance):
        by_slot.setdefault(technique.slot, []).append(technique)
    headings, ideas = brief.ideas
    chosen = list(by_slot.items())[:headings]
    return Plan(headings=tuple(_heading(slot, techniques[:ideas]) for slot, techniques in chosen)) if chosen else None


def next_idea(brief: Brief, plan: Plan, techniques: Sequence[Technique]) -> Technique | None:
    """The technique of the plan's first idea that its phase has not tried and that is among those that fit."""
    done = {attempt.cause for attempt in brief.history if attempt.phase == brief.phase}
    fitting = {technique.slug: technique for technique in techniques if technique.slug not in done}
    named = (idea.technique for heading in plan.headings for idea in heading.ideas)
    return next((fitting[slug] for slug in named if slug in fitting), None)


def _heading(slot: Slot, techniques: Sequence[Technique]) -> Heading:
    ideas = (Idea(technique=technique.slug, text=f"Try {technique.title}. {technique.when}".strip()) for technique in techniques)
    return Heading(title=_DIRECTIONS[slot], ideas=tuple(ideas))
