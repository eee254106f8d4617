"""Finds a skill by its id, and offers the nearest ids where there is none."""

from difflib import get_close_matches

from haste.errors import SkillNotFoundError
from haste.projections.skill_tiers import Entry, SkillTiers
from haste.vocabulary.ids import SkillId

_OFFERED = 3
_CUTOFF = 0.5  # of difflib's ratio: an id that was cut short, or typed with the wrong technique, still finds its neighbours


def found(tiers: SkillTiers, skill: SkillId) -> Entry:
    """The skill of that id.

    Raises:
        SkillNotFoundError: There is none; its message offers the nearest.
    """
    entry = tiers.entries.get(skill)
    if entry is not None:
        return entry
    near = [name for name in tiers.entries if skill and name.startswith(skill)] or get_close_matches(skill, tiers.entries, cutoff=_CUTOFF)
    offered = f"Nearest: {', '.join(near[:_OFFERED])}." if near else "`haste skills list` shows all of them."
    raise SkillNotFoundError(expected=f"one of the {len(tiers.entries)} skills", found=repr(skill), where="the log", next_step=offered)
