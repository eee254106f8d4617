"""The offline author where answers are declared: it restores images pixel by pixel, and leaves all else to a language model."""

import random
from collections.abc import Mapping

from msgspec.structs import replace

from haste.llm.choosing import read, tried
from haste.techniques.blueprint import Blueprint, Setting, encode
from haste.techniques.registry import known
from haste.techniques.restoring import (
    EVEN,
    FILTERS,
    PIXELS,
    PIXELS_USUAL,
    SIDE,
    SIMILAR,
    UNSTUCK,
    WAVES,
    described,
    may_compare,
    render_restoring,
    restores,
)
from haste.techniques.task import Task
from haste.vocabulary.brief import Brief, Suggestion
from haste.vocabulary.scales import Operator, Role

_MENDED: Mapping[str, Setting] = {UNSTUCK: True, EVEN: True}
_DRAFTS: tuple[tuple[str, tuple[str, ...], Mapping[str, Setting]], ...] = (  # ways to start that differ at the root: the lightest comes first
    ("lines through filters", ("linear",), {**_MENDED, SIDE: 3, FILTERS: True, WAVES: True}),
    ("trees on surroundings", ("hist-boosting",), {UNSTUCK: True, SIDE: 5, FILTERS: True}),
    ("a network on patches", ("neural-network",), {UNSTUCK: True, SIDE: 7}),
    ("trees on raw patches", ("hist-boosting",), {SIDE: 5}),
)
_SETTINGS: Mapping[str, tuple[Setting, ...]] = {  # the first value of each is what holds where it is left out
    UNSTUCK: (False, True),
    EVEN: (False, True),
    SIDE: (1, 3, 5, 7, 9),
    FILTERS: (False, True),
    SIMILAR: (False, True),
    WAVES: (False, True),
    PIXELS: (PIXELS_USUAL, 3 * PIXELS_USUAL),
    "num_leaves": (31, 8, 63),  # of LightGBM
}
_READ_BY = {"num_leaves": "lightgbm"}  # settings that one model alone reads
_MODELS = (
    ("linear",),
    ("hist-boosting",),
    ("lightgbm",),
    ("neural-network",),
    ("extra-trees",),
    ("lightgbm", "neural-network"),
    ("linear", "lightgbm"),
    ("linear", "lightgbm", "neural-network"),
)


def restoring(brief: Brief) -> Suggestion | None:
    """A solution that this run has not tried, one change away from the incumbent; None where answers are no pixels, or nothing is left.

    Like all of this author's choices it depends on competition, profile, incumbent, history and seed alone.
    """
    task = Task(competition=brief.competition, profile=brief.profile)
    if brief.role not in {Role.DRAFT, Role.IMPROVE, Role.DEBUG} or not restores(task):
        return None
    chance = random.Random(brief.seed)  # noqa: S311 - a derived seed has to give the same choice again
    incumbent = read(brief.incumbent.blueprint) if brief.incumbent else None
    if brief.role is Role.DRAFT or incumbent is None:
        return _written(brief, task, _drafts(brief), "Start with")
    if brief.role is Role.DEBUG:
        return _written(brief, task, _lighter(incumbent), "Make it lighter:")
    found = [blueprint for blueprint in _neighbours(task, incumbent) if not tried(brief, blueprint)]
    return _written(brief, task, [chance.choice(found)] if found else [], "Try")


def _drafts(brief: Brief) -> list[Blueprint]:
    drafts = [Blueprint(domain=brief.competition.domain, approach=name, models=models, settings=dict(made)) for name, models, made in _DRAFTS]
    taken = {blueprint.approach for attempt in brief.history if attempt.operator is Operator.DRAFT and (blueprint := read(attempt.blueprint))}
    return [draft for draft in drafts if draft.approach not in taken]


def _lighter(incumbent: Blueprint) -> list[Blueprint]:
    """Less to compute, step by step."""
    less = _with(_with(incumbent, SIMILAR, value=False), PIXELS, value=PIXELS_USUAL)
    return [less, _normal(replace(_with(_with(less, WAVES, value=False), SIDE, value=3), models=("linear",)))]


def _neighbours(task: Task, incumbent: Blueprint) -> list[Blueprint]:
    """All blueprints that differ in one setting or in the models."""
    offered = set(known(task.competition.domain))
    changed = [_normal(replace(incumbent, models=models)) for models in _MODELS if set(models) <= offered]
    for name, values in _SETTINGS.items():
        unread = name in _READ_BY and _READ_BY[name] not in incumbent.models
        if not unread and (name != SIMILAR or may_compare(task)):
            changed += [_with(incumbent, name, value=value) for value in values]
    return [blueprint for blueprint in changed if blueprint != incumbent]


def _with(blueprint: Blueprint, name: str, *, value: Setting) -> Blueprint:
    """With one setting changed: what holds anyway is left out, so that the same solution is the same blueprint."""
    kept = {other: said for other, said in blueprint.settings.items() if other != name}
    return replace(blueprint, settings=kept if value == _SETTINGS[name][0] else {**kept, name: value})


def _normal(blueprint: Blueprint) -> Blueprint:
    """Without settings that none of its models reads."""
    kept = {name: value for name, value in blueprint.settings.items() if name not in _READ_BY or _READ_BY[name] in blueprint.models}
    return replace(blueprint, settings=kept)


def _written(brief: Brief, task: Task, blueprints: list[Blueprint], opening: str) -> Suggestion | None:
    """The first of them that this run has not tried."""
    new = next((blueprint for blueprint in blueprints if not tried(brief, blueprint)), None)
    if new is None:
        return None
    resources = replace(brief.limits, gpus=0.0)
    code = render_restoring(new, task, resources=resources, seed=brief.solution_seed)
    return Suggestion(title=f"{opening} {described(new)}", code=code, blueprint=encode(new), resources=resources)
