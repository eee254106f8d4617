"""Ways to choose the next technique of a run, of those that are left, by what other competitions tell."""

import random
from collections.abc import Callable, Mapping, Sequence

from haste.llm import choosing, weighing
from haste.llm.weighing import Figures
from haste.techniques import registry

Told = Mapping[str, Figures]
Way = Callable[[Told, Sequence[str], random.Random], str]

COLD_CHANCE = 0.25  # of a technique that the house does not have any more


def by_lot(_told: Told, left: Sequence[str], lot: random.Random) -> str:
    """Any, but for other models, which come last: what an author does that remembers nothing."""
    first = [slug for slug in left if unknown(slug) >= COLD_CHANCE]
    return lot.choice(first or left)


def best_chance(told: Told, left: Sequence[str], lot: random.Random) -> str:
    """The one with the best chance of acceptance, ties by lot."""
    chances = weighing.expected(told, {slug: unknown(slug) for slug in left}, {})
    return lot.choice([slug for slug in left if chances[slug] == max(chances.values())])


def half(told: Told, left: Sequence[str], lot: random.Random) -> str:
    """By the best chance every other time, by lot else."""
    return best_chance(told, left, lot) if lot.random() < 0.5 else by_lot(told, left, lot)


def author(told: Told, left: Sequence[str], lot: random.Random) -> str:
    """What the offline author does, but for the proposals in which it ignores what is remembered."""
    worth = weighing.drawn(told, {slug: unknown(slug) for slug in left}, {}, lot)
    return max(left, key=lambda slug: worth[slug])


def unknown(slug: str) -> float:
    """The chance of a technique of which nothing is told."""
    return choosing.unknown(registry.find(slug)) if slug in registry.every() else COLD_CHANCE


WAYS: dict[str, Way] = {
    "by lot": by_lot,
    "best chance of acceptance first": best_chance,
    "half of the trials by best chance, half by lot": half,
    "the author: drawn chance times usual size of gains": author,
}
