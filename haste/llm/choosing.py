"""Which techniques are worth a trial, and in which order: one choice, made alike for a single change and for a plan."""

import random
from collections.abc import Iterator, Sequence
from typing import TypeAlias

from haste.errors import CodecError
from haste.llm import weighing
from haste.techniques.blueprint import Blueprint, Slot, decode, encode
from haste.techniques.fitting import applicable, changed
from haste.techniques.task import Task
from haste.techniques.technique import Technique
from haste.vocabulary.brief import Brief

Pair: TypeAlias = tuple[Technique, Technique]

_EXPLORATION = 0.05  # share of proposals that ignore what is remembered
_COLD_CHANCE = 0.25  # of acceptance of a change of which nothing is known: the share that cold runs accepted
_COLD_CHANCE_OF_A_MODEL = 0.05  # the same where it takes the place of a line's own model, which won against those of other drafts


def read(notes: bytes) -> Blueprint | None:
    """The blueprint, or None where another author wrote the solution."""
    try:
        return decode(notes)
    except CodecError:
        return None


def tried(brief: Brief, blueprint: Blueprint) -> bool:
    """Whether this run has judged this very blueprint."""
    notes = encode(blueprint)
    return any(attempt.blueprint == notes for attempt in brief.history) or (brief.incumbent is not None and brief.incumbent.blueprint == notes)


def untried(brief: Brief, task: Task, incumbent: Blueprint) -> tuple[Technique, ...]:
    """Techniques that change the incumbent into something new."""
    fitting = applicable(task, incumbent, allowed=brief.techniques)
    return tuple(technique for technique in fitting if not tried(brief, changed(task, technique, incumbent)))


def options(brief: Brief, task: Task, incumbent: Blueprint) -> tuple[Technique, ...]:
    """Of those, the techniques that no trial of this run was about; where there are none any more, all."""
    named = {attempt.cause for attempt in brief.history}
    new = untried(brief, task, incumbent)
    return tuple(technique for technique in new if technique.slug not in named) or new


def promising(brief: Brief, techniques: Sequence[Technique], chance: random.Random) -> Technique:
    """The one whose trial is worth most by a draw from what is remembered; now and then any, so that nothing stays unknown for ever."""
    if chance.random() < _EXPLORATION:
        return chance.choice(techniques)
    worth = weighing.worth(brief, {technique.slug: unknown(technique) for technique in techniques}, chance)
    return max(techniques, key=lambda technique: worth[technique.slug])


def promising_pair(brief: Brief, pairs: Sequence[Pair], chance: random.Random) -> Pair:
    """The two that are worth most together by a draw, of those that no trial was about alone; now and then any."""
    if chance.random() < _EXPLORATION:
        return chance.choice(pairs)
    named = {attempt.cause for attempt in brief.history}
    new = [pair for pair in pairs if named.isdisjoint(technique.slug for technique in pair)] or list(pairs)
    worth = weighing.worth(brief, {technique.slug: unknown(technique) for pair in new for technique in pair}, chance)
    return max(new, key=lambda pair: worth[pair[0].slug] + worth[pair[1].slug])


def likeliest(brief: Brief, drafts: Sequence[Blueprint]) -> Blueprint:
    """The draft of whose techniques, added up, most good is remembered; the first of equal ones."""
    known = weighing.chances(brief, dict.fromkeys((slug for draft in drafts for slug in draft.slugs), _COLD_CHANCE))
    return max(drafts, key=lambda draft: sum(known[slug] - _COLD_CHANCE for slug in draft.slugs))


def drawn(brief: Brief, techniques: Sequence[Technique], chance: random.Random) -> Iterator[Technique]:
    """All of them, each as the single choice among those that are left would be made."""
    left = list(techniques)
    while left:
        technique = promising(brief, left, chance)
        left.remove(technique)
        yield technique


def unknown(technique: Technique) -> float:
    """A technique's chance of acceptance where nothing is remembered of it."""
    other_model = technique.slot is Slot.MODELS and not technique.joins
    return _COLD_CHANCE_OF_A_MODEL if other_model else _COLD_CHANCE
