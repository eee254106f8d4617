"""Finds skills by their words, through the index of a home, and makes that index anew."""

import time
from collections.abc import Sequence

import msgspec

from haste.cli.home import Home
from haste.projections.memory import Memory
from haste.projections.skill_rows import rows_of, scope_of
from haste.report.skills import SkillEntry
from haste.vocabulary.ids import SkillId
from haste.wiring import open_index


class Reindexed(msgspec.Struct, frozen=True, kw_only=True):
    """The contract for machines: fields are added, never renamed."""

    rows: int  # skills that are not retired
    seconds: float  # wall clock
    index: str  # the folder


def searched(text: str, entries: Sequence[SkillEntry], memory: Memory, home: Home) -> tuple[SkillEntry, ...]:
    """Those of these entries that share a word with a text, best first; a retired skill is not found."""
    live = {entry.skill.id: entry for entry in memory.tiers.live()}
    wanted = {SkillId(entry.id): entry for entry in entries if entry.id in live}
    if not wanted:
        return ()
    index = open_index(str(home.folder))
    index.write(rows_of(live.values()))
    scopes = sorted({scope_of(live[skill].skill) for skill in wanted})
    return tuple(wanted[skill] for skill in index.search(text, scopes=scopes) if skill in wanted)


def reindexed(memory: Memory, home: Home) -> Reindexed:
    """Throw away every index of a home, and make that of these skills."""
    rows = rows_of(memory.tiers.live())
    start = time.monotonic()
    index = open_index(str(home.folder))
    index.clear()
    index.write(rows)
    return Reindexed(rows=len(rows), seconds=time.monotonic() - start, index=str(home.folder / "index"))
