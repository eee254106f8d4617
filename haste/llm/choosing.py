"""Which techniques are worth a trial, and in which order: one choice, made alike for a single change and for a plan."""

import random
from collections.abc import Iterator, Sequence

from haste.errors import CodecError
from haste.llm import weighing
from haste.techniques.blueprint import Blueprint, decode, encode
from haste.techniques.fitting import applicable, changed
from haste.techniques.task import Task
from haste.techniques.technique import Technique
from haste.vocabulary.brief import Brief

_EXPLORATION = 0.05  # share of proposals that ignore the skills


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
    """The one with the best chance of acceptance, ties by lot; now and then any, so that nothing stays unknown for ever."""
    if not brief.skills or chance.random() < _EXPLORATION:
        return chance.choice(techniques)
    chances = weighing.chances(brief, [technique.slug for technique in techniques])
    best = max(chances.values())
    return chance.choice([technique for technique in techniques if chances[technique.slug] == best])


def drawn(brief: Brief, techniques: Sequence[Technique], chance: random.Random) -> Iterator[Technique]:
    """All of them, each as the single choice among those that are left would be made."""
    left = list(techniques)
    while left:
        technique = promising(brief, left, chance)
        left.remove(technique)
        yield technique
