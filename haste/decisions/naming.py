"""Names of skills: functions of what a skill is about, so that equal histories give equal ids."""

import hashlib
from collections.abc import Iterable

from haste.vocabulary.ids import SkillId
from haste.vocabulary.skill import Skill

_ID_DIGITS = 12


def name(skill: Skill, others: Iterable[Skill]) -> SkillId:
    """The id of a new skill: a hash of what it is about, and of how many of the others are about the same.

    Equal histories give equal ids, so that a second writer of the same skill meets a stream that is not empty.
    """
    about = _about(skill)
    n = sum(other.technique == skill.technique and _about(other) == about for other in others)
    digest = hashlib.sha256("\x1f".join((*about, str(n))).encode()).hexdigest()[:_ID_DIGITS]
    return SkillId(f"{skill.technique.replace(':', '-')}-{digest}")


def _about(skill: Skill) -> tuple[str, ...]:
    return (skill.tier, skill.domain or "", skill.competition or "", skill.kind, skill.technique, *sorted(skill.sources))
