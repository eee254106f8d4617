"""The rows of a skill index: one for each skill that may be found, with its scope and its words."""

from collections.abc import Iterable

from haste.ports import SkillRow
from haste.projections.skill_tiers import Entry
from haste.vocabulary.scales import Tier
from haste.vocabulary.skill import Skill


def scope_of(skill: Skill) -> str:
    """Who a skill is for, in a word: "g" is everybody, "d:<domain>" a domain, "c:<competition>" a competition."""
    match skill.tier:
        case Tier.GLOBAL:
            return "g"
        case Tier.DOMAIN:
            return f"d:{skill.domain}"
        case Tier.COMPETITION:
            return f"c:{skill.competition}"


def rows_of(entries: Iterable[Entry]) -> tuple[SkillRow, ...]:
    """A row an entry, in the order of their scopes and ids: a search reads the rows of few scopes, and these lie together.

    Args:
        entries: For example `SkillTiers.live()`.
    """
    rows = (SkillRow(id=skill.id, scope=scope_of(skill), kind=skill.kind, text=_text(skill)) for skill in (entry.skill for entry in entries))
    return tuple(sorted(rows, key=lambda row: (row.scope, row.id)))


def _text(skill: Skill) -> str:
    """All words that a skill may be found by."""
    return f"{skill.title}\n{skill.technique}\n{skill.when}\n{skill.when_not}\n{skill.instructions}"
