"""How alike two texts are, by the letters of their words: pure, without any vectors that somebody trained."""

import math
import re
from collections import Counter

from haste.vocabulary.skill import Skill

_LETTERS = (3, 4)  # in a row: enough to see through endings, few enough to survive a word that was changed


def likeness(one: str, other: str) -> float:
    """Cosine between two texts as bags of words and of letters in a row, in [0, 1]. Numbers and signs count nothing.

    Thresholds for it come from texts of the offline author's own techniques, changed and unchanged. Two texts in different
    words about the same thing are not seen to be alike.

    >>> round(likeness("Give each category a column.", "Give every category a column!"), 2)
    0.83
    """
    left, right = _bag(one), _bag(other)
    product = sum(count * right[gram] for gram, count in left.items())
    lengths = math.sqrt(_square(left) * _square(right))
    return product / lengths if lengths else 0.0


def words_of(skill: Skill) -> str:
    """What a skill says."""
    return f"{skill.title} {skill.when} {skill.when_not} {skill.instructions}"


def _bag(text: str) -> Counter[str]:
    words = re.findall(r"[^\W\d_]+", text.lower())
    grams = (f" {word} "[place : place + size] for word in words for size in _LETTERS for place in range(len(word) + 3 - size))
    return Counter([*(f"={word}" for word in words), *grams])


def _square(bag: Counter[str]) -> int:
    return sum(count**2 for count in bag.values())
