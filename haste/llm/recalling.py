"""A draft from a recipe: the solution that won elsewhere, without what does not fit here."""

from msgspec.structs import replace

from haste.llm.choosing import read, tried
from haste.techniques.blueprint import Blueprint, Slot
from haste.techniques.fitting import holds_together, is_regression, normal, permitted
from haste.techniques.registry import find
from haste.techniques.task import Task
from haste.vocabulary.brief import Brief
from haste.vocabulary.ids import SkillId
from haste.vocabulary.scales import SkillKind


def recalled(brief: Brief, task: Task) -> tuple[Blueprint, SkillId] | None:
    """The first recipe of the brief that can be made to fit the task, and its skill; None where none can.

    The loader has put the recipes of the most similar competitions first. Those of other authors have no blueprint.
    """
    recipes = (loaded.skill for loaded in brief.skills if loaded.skill.kind is SkillKind.RECIPE)
    for skill in recipes:
        noted = read(skill.blueprint)
        if noted is None or noted.domain != task.competition.domain:
            continue
        blueprint = _fitted(brief, task, noted)
        if permitted(blueprint, brief.techniques) and holds_together(task, blueprint) and not tried(brief, blueprint):
            return blueprint, skill.id
    return None


def _fitted(brief: Brief, task: Task, blueprint: Blueprint) -> Blueprint:
    """What is left of it here: each technique has to be known, to be allowed, and to fit the task beside the others."""
    for slot in Slot:
        if slot is Slot.SETTINGS:
            continue
        kept: tuple[str, ...] = getattr(blueprint, slot)
        for slug in kept:
            others = tuple(other for other in kept if other != slug)
            if not _fits(brief, task, slug, replace(blueprint, **{slot.value: others})):
                kept = others
        blueprint = replace(blueprint, **{slot.value: kept})
    working = tuple(slug for slug in blueprint.models if find(slug).entry(regression=is_regression(task, blueprint)) is not None)
    return normal(task, replace(blueprint, models=working))


def _fits(brief: Brief, task: Task, slug: str, others: Blueprint) -> bool:
    return slug in brief.techniques and find(slug).applies(task, others)
