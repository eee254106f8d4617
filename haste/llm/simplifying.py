"""Simpler relatives of a blueprint that failed, the nearest first."""

from collections.abc import Iterator

from msgspec.structs import replace

from haste.techniques.blueprint import Blueprint, Slot
from haste.techniques.registry import find
from haste.vocabulary.scales import Reason

_TOO_MUCH = (Reason.WALL_LIMIT, Reason.CPU_LIMIT, Reason.MEMORY_LIMIT, Reason.DISK_LIMIT, Reason.TOO_LARGE, Reason.KILLED)
_LIGHTEST = "linear"


def simpler(blueprint: Blueprint, *, reason: Reason | None, parent: Blueprint | None) -> Iterator[Blueprint]:
    """Relatives to try in turn; some may be the blueprint itself, or may not hold together.

    Args:
        blueprint: What failed.
        reason: Why. Too much time or memory is mended by lighter models first, all else by leaving the newest parts out first.
        parent: What it was made from; None for a draft.
    """
    lighter = list(_lighter(blueprint))
    without = list(_without(blueprint, parent))
    yield from (*lighter, *without) if reason in _TOO_MUCH else (*without, *lighter)
    kept = blueprint.features[:1]
    yield replace(blueprint, models=(_LIGHTEST,), features=kept, images=(), waves=(), copies=(), targets=(), answers=(), settings={})


def _lighter(blueprint: Blueprint) -> Iterator[Blueprint]:
    if blueprint.copies:
        yield replace(blueprint, copies=())
    if blueprint.settings:
        yield replace(blueprint, settings={})
    by_cost = sorted(blueprint.models, key=lambda slug: (find(slug).cost, slug))
    for count in range(len(by_cost) - 1, 0, -1):
        yield replace(blueprint, models=tuple(by_cost[:count]), settings={})
    yield replace(blueprint, models=(_LIGHTEST,), settings={})


def _without(blueprint: Blueprint, parent: Blueprint | None) -> Iterator[Blueprint]:
    """One part less at a time: first those that the parent does not have, then the others from the newest on."""
    parts = [
        (slot, slug)
        for slot in (Slot.ANSWERS, Slot.TARGETS, Slot.COPIES, Slot.WAVES, Slot.IMAGES, Slot.FEATURES, Slot.MODELS)
        for slug in reversed(getattr(blueprint, slot))
        if slot not in (Slot.FEATURES, Slot.MODELS) or len(getattr(blueprint, slot)) > 1
    ]
    if blueprint.settings:
        yield replace(blueprint, settings=parent.settings if parent and parent.settings != blueprint.settings else {})
    for slot, slug in sorted(parts, key=lambda part: parent is not None and part[1] in getattr(parent, part[0])):
        yield replace(blueprint, **{slot.value: tuple(other for other in getattr(blueprint, slot) if other != slug)})
