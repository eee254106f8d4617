"""The offline author's merge: what one line of refinements adopted, put into the best of another."""

from collections.abc import Sequence

from haste.errors import CodecError, UseError
from haste.techniques import registry
from haste.techniques.blueprint import Blueprint
from haste.techniques.fitting import applicable, changed
from haste.techniques.task import Task
from haste.techniques.technique import Technique
from haste.vocabulary.brief import Attempt, Brief
from haste.vocabulary.ids import Iteration


def merged(brief: Brief, task: Task, incumbent: Blueprint) -> tuple[Blueprint, tuple[Technique, ...]]:
    """The incumbent with what the other line adopted, in the order of adoption, and which techniques that were.

    Left out is what does not fit here, and what would undo something that either line adopted.
    """
    assert brief.other is not None
    assert brief.incumbent is not None
    own = [technique for technique in _adopted(brief.history, brief.incumbent.iteration) if changed(task, technique, incumbent) == incumbent]
    result, used = incumbent, list[Technique]()
    for technique in _adopted(brief.history, brief.other.iteration):
        fitting = applicable(task, result, allowed=brief.techniques)
        candidate = changed(task, technique, result)
        if technique in fitting and all(changed(task, earlier, candidate) == candidate for earlier in (*own, *used)):
            result = candidate
            used.append(technique)
    return result, tuple(used)


def _adopted(history: Sequence[Attempt], newest: Iteration) -> list[Technique]:
    """What the accepted refinements from a line's draft to its best were about, the oldest first."""
    by_iteration = {attempt.iteration: attempt for attempt in history}
    slugs: list[str] = []
    attempt = by_iteration.get(newest)
    while attempt is not None and attempt.parent is not None:
        if attempt.accepted:
            slugs += reversed((attempt.cause,) if attempt.cause else attempt.also)
        attempt = by_iteration.get(attempt.parent)
    return [technique for technique in map(_known, dict.fromkeys(reversed(slugs))) if technique is not None]


def _known(slug: str) -> Technique | None:
    try:
        return registry.find(slug)
    except (CodecError, UseError):
        return None
