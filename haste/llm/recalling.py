"""Drafts that start from what won and what paid elsewhere: recipes made whole for the task, and techniques that most sources would take."""

from msgspec.structs import replace

from haste.domains import registry as domains
from haste.llm import weighing
from haste.llm.choosing import read, tried
from haste.techniques.blueprint import Blueprint, Slot
from haste.techniques.fitting import applicable, asked_for, changed, holds_together, is_regression, permitted, started
from haste.techniques.registry import find, known
from haste.techniques.task import Task
from haste.techniques.technique import Technique
from haste.vocabulary.brief import Brief
from haste.vocabulary.ids import SkillId
from haste.vocabulary.scales import SkillKind

_ADDED_MAX = 3  # changes that a draft may take over from elsewhere at once: no trial tells them apart
_SHARED = (Slot.IMAGES, Slot.WAVES, Slot.COPIES, Slot.FEATURES, Slot.TARGETS, Slot.ANSWERS)


def recalled(brief: Brief, task: Task) -> tuple[Blueprint, SkillId] | None:
    """The first recipe of the brief that can be made to fit the task, and its skill; None where none can.

    The loader has put the recipes of the most similar competitions first. Those of other authors have no blueprint.
    """
    for skill in (loaded.skill for loaded in brief.skills if loaded.skill.kind is SkillKind.RECIPE):
        noted = read(skill.blueprint)
        if noted is None or noted.domain != task.competition.domain:
            continue
        blueprint = _made_whole(brief, task, noted)
        if permitted(blueprint, brief.techniques) and holds_together(task, blueprint) and not tried(brief, blueprint):
            return blueprint, skill.id
    return None


def enriched(brief: Brief, task: Task, draft: Blueprint) -> tuple[Blueprint, tuple[str, ...]]:
    """The draft with what paid in most of the competitions that judged it, surest first, and the slugs of what was added.

    Nothing in the draft is given up for it: a model stands beside the others, and a target or an answer takes an empty place.
    """
    added: list[str] = []
    for slug in weighing.paying(brief):
        fits = len(added) < _ADDED_MAX and any(technique.slug == slug for technique in applicable(task, draft, allowed=brief.techniques))
        if fits and _adds(find(slug), draft):
            draft = changed(task, find(slug), draft)
            added.append(slug)
    return draft, tuple(added)


def _adds(technique: Technique, draft: Blueprint) -> bool:
    """Whether nothing of the draft has to go for it."""
    if technique.slot is Slot.SETTINGS:
        return draft.settings.keys().isdisjoint(technique.settings)
    return set(getattr(draft, technique.slot)) <= set(getattr(technique.apply(draft), technique.slot))


def _made_whole(brief: Brief, task: Task, recipe: Blueprint) -> Blueprint:
    """A recipe on the ground of this task's own draft: without what does not fit here, and with what its own competition had no need of.

    The models are the recipe's, and so are settings where both have them; all else is what both have. What a metric asks for follows the metric
    of this task.
    """
    whole = _own(brief, task, recipe)
    for slug in (slug for slot in _SHARED for slug in getattr(recipe, slot)):
        if slug in brief.techniques and not find(slug).asked_by and find(slug).applies(task, whole) and _adds(find(slug), whole):
            whole = find(slug).apply(whole)
    bare = replace(whole, models=())
    models = [slug for slug in recipe.models if slug in brief.techniques and find(slug).applies(task, bare)]
    working = tuple(slug for slug in models if find(slug).entry(regression=is_regression(task, bare)) is not None)
    return asked_for(task, _set(task, replace(bare, models=working), recipe), allowed=brief.techniques)


def _set(task: Task, whole: Blueprint, recipe: Blueprint) -> Blueprint:
    """With the recipe's settings: of those techniques that have set them there and fit here, but for what a metric asks for."""
    for technique in (find(slug) for slug in known(recipe.domain) if find(slug).slot is Slot.SETTINGS and not find(slug).asked_by):
        if technique.settings.items() <= recipe.settings.items() and technique.condition(task, whole):
            whole = technique.apply(whole)
    return whole


def _own(brief: Brief, task: Task, recipe: Blueprint) -> Blueprint:
    """This task's draft of the recipe's approach, of its variants the one that shares most with it; an empty one where no approach has that name."""
    variants = [variant for approach in domains.find(recipe.domain).approaches if approach.name == recipe.approach for variant in approach.variants]
    drafts = [started(task, recipe.approach, variant, allowed=brief.techniques) for variant in variants]
    return max(drafts, key=lambda draft: len({*draft.slugs} & {*recipe.slugs}), default=Blueprint(domain=recipe.domain, approach=recipe.approach))
