"""Whether the parts of a blueprint fit each other, and hence which techniques can change it."""

import inspect

from haste.techniques.blueprint import Blueprint, Slot
from haste.techniques.registry import find, known
from haste.techniques.task import Task
from haste.techniques.technique import Technique

SEEDS = "seeds"  # the one setting that the solution's frame understands, not a technique's function


def is_regression(task: Task, blueprint: Blueprint) -> bool:
    """Whether the models of this blueprint predict numbers."""
    return task.regresses or any(find(slug).regresses for slug in blueprint.answers)


def holds_together(task: Task, blueprint: Blueprint) -> bool:
    """Whether it has models, and each of them can do what is asked of it."""
    regression = is_regression(task, blueprint)
    return bool(blueprint.models) and all(find(slug).entry(regression=regression) is not None for slug in blueprint.models)


def applicable(task: Task, blueprint: Blueprint) -> tuple[Technique, ...]:
    """Techniques that change this blueprint into another one that may score differently, in order of their names."""
    return tuple(technique for technique in map(find, known(blueprint.domain)) if _may_matter(task, blueprint, technique))


def _may_matter(task: Task, blueprint: Blueprint, technique: Technique) -> bool:
    if not technique.applies(task, blueprint) or not holds_together(task, technique.apply(blueprint)):
        return False
    models = [find(slug) for slug in blueprint.models]
    if technique.for_scaled_models and not any(model.scaled for model in models):
        return False
    return technique.slot is not Slot.SETTINGS or _is_understood(task, blueprint, technique)


def _is_understood(task: Task, blueprint: Blueprint, technique: Technique) -> bool:
    regression = is_regression(task, blueprint)
    parts = [find(slug) for slug in blueprint.slugs]
    if SEEDS in technique.settings:
        return any(_depends_on_chance(find(slug), regression=regression) for slug in blueprint.models)
    return any(part.accepts(regression=regression) >= technique.settings.keys() for part in parts)


def _depends_on_chance(model: Technique, *, regression: bool) -> bool:
    entry = model.entry(regression=regression)
    return entry is not None and "seed" in inspect.signature(entry).parameters
