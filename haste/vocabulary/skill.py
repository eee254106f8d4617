"""Know-how that outlives a run: what a skill says, which group it belongs to, and how big its effect is."""

from typing import TypeAlias

import msgspec

from haste.errors import SlugError
from haste.vocabulary.ids import BlobId, CompetitionId, Iteration, RunId, SkillId, slug
from haste.vocabulary.judgement import Credit
from haste.vocabulary.scales import Comparison, Sign, SkillKind, Tier

NEW = "new:"  # before the slug of a technique that an author named itself, until it is reconciled


def is_technique(text: str) -> bool:
    """Whether a text names a technique: a slug, or "new:" and a slug.

    >>> is_technique("one-hot"), is_technique("new:one-hot"), is_technique("One hot")
    (True, True, False)
    """
    try:
        slug(text.removeprefix(NEW), what="technique")
    except SlugError:
        return False
    return True


class Condition(msgspec.Struct, frozen=True, kw_only=True):
    """One predicate over the numbers that describe a profile."""

    field: str  # a key of `haste.vocabulary.features.features`
    comparison: Comparison
    value: float


Conditions: TypeAlias = tuple[Condition, ...]  # all must hold; none hold everywhere


class Group(msgspec.Struct, frozen=True, kw_only=True):
    """All judged proposals and skills of one technique, in one domain or in all: what the gate judges."""

    technique: str
    domain: str | None  # None: all domains


class Effect(msgspec.Struct, frozen=True, kw_only=True):
    """Lift made dimensionless, over competitions: mean of one value a competition, shrunk, with its 90 % bounds."""

    mean: float  # lift / |parent - dummy|, clipped to +-1 in each competition
    lower: float
    upper: float
    competitions: int
    supporting: int  # competitions where it is significantly above 0
    contradicting: int  # competitions where it is significantly below 0


class Judged(msgspec.Struct, frozen=True, kw_only=True):
    """One credited trial: what evidence is made of."""

    technique: str
    domain: str
    competition: CompetitionId
    run: RunId
    iteration: Iteration
    credit: Credit


class Use(msgspec.Struct, frozen=True, kw_only=True):
    """One draft that was made after a skill, in a run that is over: what evidence of a recipe is made of."""

    skill: SkillId
    competition: CompetitionId
    run: RunId
    iteration: Iteration
    gained: bool  # what the run submitted descends from this draft


class Consultation(msgspec.Struct, frozen=True, kw_only=True):
    """What an author was asked beside the words of a skill, and what it answered, both whole."""

    request: BlobId
    reply: BlobId


class KnownCompetition(msgspec.Struct, frozen=True, kw_only=True):
    """What evidence has to know of a competition."""

    id: CompetitionId
    domain: str
    features: dict[str, float]  # numbers of its profile
    description: BlobId | None = None  # text of its description
    rows: BlobId | msgspec.UnsetType = msgspec.UNSET  # the first of its train.csv, where authors were shown them


class Skill(msgspec.Struct, frozen=True, kw_only=True):
    """Reusable know-how. Its evidence is events; nothing here says how sure it is."""

    id: SkillId
    tier: Tier
    kind: SkillKind
    domain: str | None  # None at the global tier
    competition: CompetitionId | None  # only at the competition tier
    technique: str  # a slug: one that the offline author can write, or "new:<slug>" until it is reconciled
    title: str
    when: str
    when_not: str
    conditions: Conditions = ()
    instructions: str
    code: str | None = None  # of a recipe: the whole solution
    blueprint: bytes = b""  # of a recipe: what its author noted beside the code
    sign: Sign
    author: str
    sources: tuple[SkillId, ...] = ()
