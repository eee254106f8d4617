"""The skills that a log remembers, a row each: what `haste skills list` prints, and what tables and documents are made of."""

import msgspec

from haste.decisions.again import group_of
from haste.decisions.effects import bounds
from haste.projections.memory import Memory
from haste.projections.skill_tiers import Entry
from haste.thresholds import CURRENT
from haste.vocabulary.scales import Sign, SkillKind, SkillState, Tier
from haste.vocabulary.skill import Judged, Skill

TIERS = (Tier.GLOBAL, Tier.DOMAIN, Tier.COMPETITION)  # the widest first


class SkillEntry(msgspec.Struct, frozen=True, kw_only=True):
    """The contract for machines: fields are added, never renamed. None is null: nothing was judged."""

    id: str
    tier: Tier
    kind: SkillKind
    domain: str | None  # None at the global tier
    technique: str
    title: str
    sign: Sign
    state: SkillState
    effect: float | None  # as the gate last saw it; at the competition tier the mean over its own competition's trials
    interval: tuple[float, float] | None  # 90 % bounds of it
    competitions: int  # that judged it
    supporting: int  # where the effect is significantly above 0
    contradicting: int  # where it is significantly below 0


def skill_entries(memory: Memory) -> tuple[SkillEntry, ...]:
    """All skills, retired ones too: the widest tier first, in each the largest effects first."""
    entries = [_entry(entry, memory) for entry in memory.tiers.entries.values()]
    return tuple(sorted(entries, key=lambda entry: (TIERS.index(entry.tier), -abs(entry.effect or 0.0), entry.id)))


def judged_of(skill: Skill, memory: Memory) -> tuple[Judged, ...]:
    """The evidence that a skill stands on: of its technique everywhere, in its domain, or in its own competition."""
    of_group = memory.evidence.of(group_of(skill))
    return tuple(one for one in of_group if skill.tier is not Tier.COMPETITION or one.competition == skill.competition)


def _entry(entry: Entry, memory: Memory) -> SkillEntry:
    skill = entry.skill
    effect, interval, counts = _gated(entry) if entry.effect else _measured(judged_of(skill, memory))
    competitions, supporting, contradicting = counts
    return SkillEntry(
        id=skill.id,
        tier=skill.tier,
        kind=skill.kind,
        domain=skill.domain,
        technique=skill.technique,
        title=skill.title,
        sign=skill.sign,
        state=entry.state,
        effect=effect,
        interval=interval,
        competitions=competitions,
        supporting=supporting,
        contradicting=contradicting,
    )


_Figures = tuple[float | None, tuple[float, float] | None, tuple[int, int, int]]


def _gated(entry: Entry) -> _Figures:
    effect = entry.effect
    assert effect is not None
    return effect.mean, (effect.lower, effect.upper), (effect.competitions, effect.supporting, effect.contradicting)


def _measured(judged: tuple[Judged, ...]) -> _Figures:
    """Figures of one competition, with its own interval and no prior."""
    if not judged:
        return None, None, (0, 0, 0)
    mean = bounds(judged, CURRENT)
    return mean.mean, (mean.lower, mean.upper), (1, int(mean.lower > 0), int(mean.upper < 0))
