"""`haste log rebuild`: make all that is kept beside the log anew from its events, and say whether it is what was there."""

import argparse
import sys
from collections.abc import Callable

import msgspec

from haste.cli.home import Home
from haste.cli.looking import looked_at
from haste.cli.options import add_common, home_of, print_json
from haste.ports import EventLog
from haste.projections.digest import digest
from haste.projections.memory import Kept, MemoryFollower
from haste.projections.skill_rows import rows_of
from haste.store.snapshots import Snapshots
from haste.vocabulary.ids import Position
from haste.wiring import load


class Rebuilt(msgspec.Struct, frozen=True, kw_only=True):
    """The contract for machines: fields are added, never renamed. A digest is None where there is nothing, or nothing that can be used."""

    ok: bool  # nothing that was there differs from what was made
    position: int  # of the log's head, up to which both were folded
    memory_before: str | None  # digest of the snapshot, folded on from where it was made
    memory: str  # digest of the fold of all events
    index_before: str | None  # digest of the rows that the skill index gave
    index: str | None
    skills: int  # in the index


def add_actions(add: Callable[..., argparse.ArgumentParser]) -> None:
    """The one action."""
    told = "make snapshot and skill index anew from all events, beside the old ones, and compare"
    add_common(add("rebuild", help=told, description=told), run_rebuild)


def run_rebuild(arguments: argparse.Namespace) -> int:
    """Rebuild, swap, and compare: what was made has taken the place of what was there, whatever that was."""
    home, _ = home_of(arguments)
    with looked_at(arguments) as log:
        rebuilt = _rebuilt(log, home)
    if arguments.json:
        print_json(rebuilt)
    else:
        sys.stdout.write(_line("memory", f"at position {rebuilt.position}", rebuilt.memory_before, rebuilt.memory))
        sys.stdout.write(_line("index", f"of {rebuilt.skills} skills", rebuilt.index_before, rebuilt.index))
    return 0 if rebuilt.ok else 1


def _rebuilt(log: EventLog, home: Home) -> Rebuilt:
    snapshots = Snapshots(home.folder / "snapshots")
    kept = snapshots.read(log)
    end = Position(log.head().position)  # after that: whoever folds meanwhile may keep more
    new = MemoryFollower(log)
    new.catch_up(to=end)
    before, memory = None if kept is None else _digest_before(log, kept, end), digest(new.state)
    if end:
        snapshots.write(log, new.kept)
    rows = rows_of(new.state.tiers.live())
    index_before, index = load("haste.store.lance").LanceIndex(home.folder / "index").rebuild(rows)
    return Rebuilt(
        ok=before in (None, memory) and index_before in (None, index),
        position=end,
        memory_before=before,
        memory=memory,
        index_before=index_before,
        index=index,
        skills=len(rows),
    )


def _digest_before(log: EventLog, kept: Kept, end: Position) -> str:
    """What those who start from a snapshot come to."""
    follower = MemoryFollower(log, start=kept)
    follower.catch_up(to=end)
    return digest(follower.state)


def _line(what: str, of: str, before: str | None, after: str | None) -> str:
    verdict = "was not there" if before is None else "as it was" if before == after else f"WAS {before}: replaced"
    return f"{what} {of}: {after or 'nothing to make'}, {verdict}\n"
