"""What a log remembers, for commands that only look: from a snapshot of the home on, where there is one."""

import argparse

from haste.cli.options import home_of
from haste.ports import EventLog
from haste.projections.memory import Memory, MemoryFollower
from haste.store.snapshots import Snapshots


def remembered(arguments: argparse.Namespace, log: EventLog) -> Memory:
    """What all sweeps of a log have taught, as of its head. A long fold is kept in the home, where there is one."""
    home, _ = home_of(arguments)
    if home.folder.is_dir():
        return Snapshots(home.folder / "snapshots").followed(log).state
    follower = MemoryFollower(log)
    follower.catch_up()
    return follower.state
