"""From a brief to the next blueprint: the offline author's choices, all of them."""

import random
from collections.abc import Collection, Iterator

import msgspec

from haste.domains import registry as domains
from haste.llm import weighing
from haste.llm.choosing import likeliest, options, promising, promising_pair, read, tried, untried
from haste.llm.merging import merged
from haste.llm.planning import next_idea
from haste.llm.recalling import enriched, recalled
from haste.llm.simplifying import simpler
from haste.techniques import registry as techniques
from haste.techniques.blueprint import Blueprint
from haste.techniques.fitting import applicable, changed, holds_together, normal, permitted, reads_images, reads_waves, started
from haste.techniques.task import Task
from haste.techniques.technique import Technique
from haste.vocabulary.brief import Brief
from haste.vocabulary.ids import SkillId
from haste.vocabulary.scales import AnswerForm, Operator, Role, Sign

_UNWRITTEN = (AnswerForm.MASK, AnswerForm.TEXT)  # no technique predicts these: nothing is proposed, and the run says so


class Choice(msgspec.Struct, frozen=True, kw_only=True):
    """A blueprint that this run has not tried, and how it came about."""

    blueprint: Blueprint
    title: str
    cause: str | None = None
    also: tuple[str, ...] = ()
    skills: tuple[SkillId, ...] = ()  # that spoke for it


def choose(brief: Brief) -> Choice | None:
    """The next blueprint, or None where nothing is left to try.

    It depends on competition, profile, incumbent, history, skills, track records and seed, and on nothing else. Where nothing
    is remembered every applicable technique is as likely as any other, but for models that would take the place of a line's own: these come last.

    Raises:
        UseError: The competition's domain is not known.
    """
    if brief.competition.form in _UNWRITTEN:
        return None
    task = Task(competition=brief.competition, profile=brief.profile)
    chance = random.Random(brief.seed)  # noqa: S311 - a derived seed has to give the same choice again
    if brief.role is Role.DRAFT or brief.incumbent is None:
        return _draft(brief, task, chance)
    incumbent = read(brief.incumbent.blueprint)
    if incumbent is None:
        return None
    if brief.role is Role.DEBUG:
        return _repair(brief, task, incumbent)
    if brief.role is Role.MERGE:
        return _merge(brief, task, incumbent)
    return _improve(brief, task, incumbent, chance)


def _draft(brief: Brief, task: Task, chance: random.Random) -> Choice | None:
    """First the best recipe, where there is one; then an approach that no earlier draft took; once all are taken, a variant that is new.

    Approaches come in an order drawn by lot, the same for all drafts of a run, and of each first the variant of which most good is
    remembered; where nothing is, the usual one. The first draft takes over what paid elsewhere; the others do not, or all would come to
    the same blend.
    """
    first = not _drafts(brief)
    recipe = recalled(brief, task) if first else None
    if recipe is not None:
        blueprint, added = enriched(brief, task, recipe[0])
        title = f"Start from a recipe: {_described(blueprint)}"
        return Choice(blueprint=blueprint, title=title, also=_made_of(blueprint, added), skills=(recipe[1], *_cited(brief, added)))
    approaches = domains.find(task.competition.domain).approaches
    ways = [
        (approach.name, [started(task, approach.name, variant, allowed=brief.techniques) for variant in approach.variants])
        for approach in chance.sample(approaches, len(approaches))
    ]
    taken = {blueprint.approach for blueprint in map(read, _drafts(brief)) if blueprint is not None}
    for name, variants in sorted(ways, key=lambda way: way[0] in taken):
        usable = _looking([blueprint for blueprint in variants if holds_together(task, blueprint) and not tried(brief, blueprint)])
        if usable:
            plain = likeliest(brief, usable)
            blueprint, added = enriched(brief, task, plain) if first else (plain, ())
            title = f"Start with {name}: {_described(blueprint)}"
            return Choice(blueprint=blueprint, title=title, also=_made_of(blueprint, added), skills=_cited(brief, added))
    return None


def _made_of(blueprint: Blueprint, added: tuple[str, ...]) -> tuple[str, ...]:
    """What was added, of which settings leave no name in the blueprint, then all techniques in it: a recipe is called by the last one, a model."""
    return tuple(dict.fromkeys((*added, *blueprint.slugs)))


def _cited(brief: Brief, slugs: Collection[str]) -> tuple[SkillId, ...]:
    """Skills of the brief that speak for any of these techniques; one that warns of what is tried all the same is none of them."""
    speaking = (loaded.skill for loaded in weighing.read(brief) if loaded.skill.technique in slugs)
    return tuple(skill.id for skill in speaking if skill.sign is Sign.HELPS)


def _improve(brief: Brief, task: Task, incumbent: Blueprint, chance: random.Random) -> Choice | None:
    """One change, or two where the brief asks for a bigger step; under a plan its next idea and nothing else."""
    if brief.escalated:
        pairs = _pairs(brief, task, incumbent)
        if pairs:
            first, second = promising_pair(brief, pairs, chance)
            title = f"Try {first.title} and {second.title} at once"
            both = changed(task, second, changed(task, first, incumbent))
            return Choice(blueprint=both, title=title, also=(first.slug, second.slug))
    if brief.plan is not None:
        technique = next_idea(brief, brief.plan, untried(brief, task, incumbent))
    else:
        found = options(brief, task, incumbent)
        technique = promising(brief, found, chance) if found else None
    if technique is None:
        return None
    blueprint, cited = changed(task, technique, incumbent), _cited(brief, (technique.slug,))
    return Choice(blueprint=blueprint, title=f"Try {technique.title}", cause=technique.slug, skills=cited)


def _merge(brief: Brief, task: Task, incumbent: Blueprint) -> Choice | None:
    """What the other line adopted, at once; None where nothing of it is new here."""
    if brief.other is None:
        return None
    blueprint, techniques = merged(brief, task, incumbent)
    if not techniques or tried(brief, blueprint):
        return None
    title = f"Bring in {', '.join(technique.title for technique in techniques)} from iteration {brief.other.iteration}"
    return Choice(blueprint=blueprint, title=title, also=tuple(technique.slug for technique in techniques))


def _pairs(brief: Brief, task: Task, incumbent: Blueprint) -> list[tuple[Technique, Technique]]:
    """Two changes that both show in the result, each two once."""
    found: dict[frozenset[str], tuple[Technique, Technique]] = {}
    for first in applicable(task, incumbent, allowed=brief.techniques):
        one = changed(task, first, incumbent)
        for second in applicable(task, one, allowed=brief.techniques):
            both = changed(task, second, one)
            if second.slug != first.slug and changed(task, first, both) == both and not tried(brief, both):
                found.setdefault(frozenset({first.slug, second.slug}), (first, second))
    return list(found.values())


def _repair(brief: Brief, task: Task, incumbent: Blueprint) -> Choice | None:
    """The first simpler blueprint that this run has not tried."""
    for relative in _simpler(brief, task, incumbent):
        blueprint = normal(task, relative)
        usable = permitted(blueprint, brief.techniques) and holds_together(task, blueprint)
        if blueprint != incumbent and usable and not tried(brief, blueprint):
            return Choice(blueprint=blueprint, title=f"Make it simpler: {_described(blueprint)}")
    return None


def _simpler(brief: Brief, task: Task, incumbent: Blueprint) -> Iterator[Blueprint]:
    assert brief.incumbent is not None
    newest = next((attempt for attempt in brief.history if attempt.iteration == brief.incumbent.iteration), None)
    parent = next((attempt for attempt in brief.history if newest and attempt.iteration == newest.parent), None)
    yield from simpler(incumbent, reason=brief.incumbent.reason, parent=read(parent.blueprint) if parent else None)
    for approach in domains.find(task.competition.domain).approaches:
        for variant in approach.variants:
            yield started(task, approach.name, variant, allowed=brief.techniques)


def _drafts(brief: Brief) -> list[bytes]:
    return [attempt.blueprint for attempt in brief.history if attempt.operator is Operator.DRAFT]


def _described(blueprint: Blueprint) -> str:
    return ", ".join(techniques.find(slug).title for slug in blueprint.slugs)


def _looking(drafts: list[Blueprint]) -> list[Blueprint]:
    """Those that look at images or signals, where any does: of some variants all fits but that, and the columns beside them are left."""
    return [draft for draft in drafts if reads_images(draft) or reads_waves(draft)] or drafts
