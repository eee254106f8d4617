"""What a log remembers, for commands that only look: from a snapshot of the home on, where there is one."""

import argparse

from haste.cli.options import home_of
from haste.ports import EventLog
from haste.projections.memory import Memory, MemoryFollower
from haste.store.snapshots import Snapshots

WORTH_EVENTS = 5000  # so many are folded in about 20 ms: whoever folded more keeps what it came to


def remembered(arguments: argparse.Namespace, log: EventLog) -> Memory:
    """What all sweeps of a log have taught, as of its head. A long fold is kept in the home, where there is one."""
    home, _ = home_of(arguments)
    snapshots = Snapshots(home.folder / "snapshots")
    follower = MemoryFollower(log, start=snapshots.read(log))
    start = follower.read_to
    follower.catch_up()
    if follower.read_to - start >= WORTH_EVENTS and home.folder.is_dir():
        snapshots.write(log, follower.kept)
    return follower.state
