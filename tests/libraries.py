"""A library of skills for tests of the index: many scopes, words that overlap, and questions about them."""

import random
from collections.abc import Iterator

from haste.ports import SkillRow
from haste.vocabulary.ids import SkillId
from haste.vocabulary.scales import SkillKind

_LINES = """
regression classification category number column value missing skew target encode frequency hot linear boost image pixel colour histogram gradient
text letter topic row few many class rare balance penalty learn leaf neighbour kernel network component blend average seed ratio logarithm rank date
part group mean pair cluster distance wave energy texture patch brightness profile crop mirror shift zoom
"""
WORDS = tuple(_LINES.split())
DOMAINS = ("tabular", "text", "image")


def row(name: str, text: str = "target encoding", scope: str = "g", kind: SkillKind = SkillKind.LEARNING) -> SkillRow:
    return SkillRow(id=SkillId(name), scope=scope, kind=kind, text=text)


def library(size: int = 300, competitions: int = 40, seed: int = 5) -> tuple[SkillRow, ...]:
    """So many rows, one in ten global and two in ten of a domain; a tenth says word for word what another one says."""
    chance = random.Random(seed)  # noqa: S311 - chance for a test
    texts = [" ".join(chance.choices(WORDS, k=30)) for _ in range(size * 9 // 10)]
    texts += chance.choices(texts, k=size - len(texts))
    scopes = [_scope(number, competitions) for number in range(size)]
    kinds = [SkillKind.RECIPE if number % 7 == 0 else SkillKind.LEARNING for number in range(size)]
    rows = [row(f"s-{number:05d}", *made) for number, made in enumerate(zip(texts, scopes, kinds, strict=True))]
    return tuple(sorted(rows, key=lambda one: (one.scope, one.id)))


def _scope(number: int, competitions: int) -> str:
    match number % 10:
        case 0:
            return "g"
        case 1 | 2:
            return f"d:{DOMAINS[number % 3]}"
        case _:
            return f"c:comp-{number % competitions}"


def questions(count: int, competitions: int = 40, seed: int = 6) -> Iterator[tuple[str, tuple[str, ...]]]:
    """A text of one to twelve words, and the scopes of a competition."""
    chance = random.Random(seed)  # noqa: S311 - chance for a test
    for _ in range(count):
        text = " ".join(chance.choices(WORDS, k=chance.randint(1, 12)))
        yield text, ("g", f"d:{chance.choice(DOMAINS)}", f"c:comp-{chance.randrange(competitions)}")
