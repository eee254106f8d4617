"""Whether the parts of a blueprint fit each other, and hence which techniques can change it."""

from collections.abc import Collection, Sequence

from msgspec.structs import replace

from haste.techniques.blueprint import Blueprint, Slot
from haste.techniques.picturing import SIDE
from haste.techniques.registry import find, known
from haste.techniques.task import Task
from haste.techniques.technique import Technique, signature

SEEDS = "seeds"  # a setting that the solution's frame understands, not a technique's function
COUNTS = ("objective", "poisson")  # a setting under which boosting refuses what is negative


def is_regression(task: Task, blueprint: Blueprint) -> bool:
    """Whether the models of this blueprint predict numbers."""
    return task.regresses or any(find(slug).regresses for slug in blueprint.answers)


def holds_together(task: Task, blueprint: Blueprint) -> bool:
    """Whether it has columns, where any can be made, and models, each of which can do what is asked of it."""
    if not blueprint.features and not seen(blueprint) and any(_makes_columns(task, blueprint, slug) for slug in known(blueprint.domain)):
        return False
    if COUNTS in blueprint.settings.items() and any(find(slug).signed for slug in blueprint.targets):
        return False
    sparse = any(find(slug).sparse for slug in blueprint.features)
    return bool(blueprint.models) and _all_work(task, blueprint) and not (sparse and seen(blueprint))


def parameters(technique: Technique) -> frozenset[str]:
    """What its functions ask for, by name."""
    entries = [entry for entry in (technique.function, technique.regress, technique.classify) if entry is not None]
    return frozenset(name for entry in entries for name in signature(entry).parameters)


def seen(blueprint: Blueprint) -> frozenset[str]:
    """What models see as it stands, behind the columns."""
    return frozenset(find(slug).sees for slug in blueprint.models) - {""}


def reads_images(blueprint: Blueprint) -> bool:
    """Whether any column is made of images, or a model sees them."""
    return "images" in seen(blueprint) or any("images" in parameters(find(slug)) for slug in blueprint.features)


def reads_waves(blueprint: Blueprint) -> bool:
    """Whether any column is made of signals, or a model sees them."""
    return "waves" in seen(blueprint) or any("waves" in parameters(find(slug)) for slug in blueprint.features)


def reads_past(blueprint: Blueprint) -> bool:
    """Whether any part looks at what is known of series in time."""
    return any("past" in parameters(find(slug)) for slug in blueprint.slugs)


def normal(task: Task, blueprint: Blueprint) -> Blueprint:
    """The same solution without what nothing in it reads, so that two blueprints that mean the same are equal."""
    pictured, waved = reads_images(blueprint), reads_waves(blueprint)
    blueprint = replace(
        blueprint,
        images=blueprint.images if pictured else (),
        waves=blueprint.waves if waved else (),
        copies=blueprint.copies if pictured or waved else (),
    )
    regression = is_regression(task, blueprint)
    read = {name for slug in blueprint.slugs for name in find(slug).accepts(regression=regression)}
    if pictured:
        read.add(SIDE)
    if any(find(slug).erratic for slug in blueprint.models):
        read.add(SEEDS)
    return replace(blueprint, settings={name: value for name, value in blueprint.settings.items() if name in read})


def changed(task: Task, technique: Technique, blueprint: Blueprint) -> Blueprint:
    """The blueprint with this technique's change, in its normal form."""
    return normal(task, technique.apply(blueprint))


def permitted(blueprint: Blueprint, allowed: Collection[str]) -> bool:
    """Whether all techniques in it are allowed; settings have no name and always are."""
    return all(slug in allowed for slug in blueprint.slugs)


def started(task: Task, approach: str, slugs: Sequence[str], *, allowed: Collection[str] | None = None) -> Blueprint:
    """A draft: techniques applied in order to an empty solution, then those that the metric asks for.

    Args:
        task: What the draft is for.
        approach: The name that it notes.
        slugs: Those that do not fit, that are not known here or that are not allowed are left out.
        allowed: None allows all of the domain.
    """
    blueprint = Blueprint(domain=task.competition.domain, approach=approach)
    usable = _usable(blueprint.domain, allowed)
    for technique in (find(slug) for slug in slugs if slug in usable):
        blueprint = _with(task, technique, blueprint)
    return asked_for(task, blueprint, allowed=allowed)


def asked_for(task: Task, blueprint: Blueprint, *, allowed: Collection[str] | None = None) -> Blueprint:
    """The blueprint with what the metric asks for, where nothing else has that place, in its normal form."""
    for technique in (find(slug) for slug in _usable(blueprint.domain, allowed) if task.metric in find(slug).asked_by):
        free = technique.slot is Slot.SETTINGS or not getattr(blueprint, technique.slot)
        blueprint = _with(task, technique, blueprint) if free else blueprint
    return normal(task, blueprint)


def _with(task: Task, technique: Technique, blueprint: Blueprint) -> Blueprint:
    """The blueprint with the technique, where it fits."""
    fits = technique.applies(task, blueprint) and _all_work(task, technique.apply(blueprint))
    return technique.apply(blueprint) if fits else blueprint


def applicable(task: Task, blueprint: Blueprint, *, allowed: Collection[str] | None = None) -> tuple[Technique, ...]:
    """Techniques that change this blueprint into another one that may score differently, in order of their names.

    Args:
        task: What the blueprint is for.
        blueprint: What is changed.
        allowed: Slugs to choose from; None allows all of the domain.
    """
    usable = _usable(blueprint.domain, allowed)
    return tuple(technique for technique in map(find, usable) if _may_matter(task, blueprint, technique))


def _usable(domain: str, allowed: Collection[str] | None) -> tuple[str, ...]:
    """Slugs of the domain that are allowed, and do not put one that is not."""
    slugs = known(domain)
    return slugs if allowed is None else tuple(slug for slug in slugs if {slug, find(slug).puts or slug} <= set(allowed))


def _makes_columns(task: Task, blueprint: Blueprint, slug: str) -> bool:
    return find(slug).slot is Slot.FEATURES and find(slug).applies(task, blueprint)


def _all_work(task: Task, blueprint: Blueprint) -> bool:
    regression = is_regression(task, blueprint)
    return all(find(slug).entry(regression=regression) is not None for slug in blueprint.models)


def _may_matter(task: Task, blueprint: Blueprint, technique: Technique) -> bool:
    if not technique.applies(task, blueprint):
        return False
    result = changed(task, technique, blueprint)
    if result == normal(task, blueprint) or not holds_together(task, result):
        return False
    models = [find(slug) for slug in blueprint.models]
    if technique.for_scaled_models and not any(model.scaled for model in models):
        return False
    return technique.slot is not Slot.SETTINGS or result.settings.items() >= technique.settings.items()
