"""Know-how that outlives a run: what a skill says, which group it belongs to, and how big its effect is."""

import msgspec

from haste.vocabulary.ids import CompetitionId, SkillId
from haste.vocabulary.scales import Comparison, Sign, SkillKind, Tier


class Condition(msgspec.Struct, frozen=True, kw_only=True):
    """One predicate over the numbers that describe a profile."""

    field: str  # a key of `haste.vocabulary.features.features`
    comparison: Comparison
    value: float


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
    conditions: tuple[Condition, ...] = ()  # all must hold
    instructions: str
    code: str | None = None
    sign: Sign
    author: str
    sources: tuple[SkillId, ...] = ()
