"""A control group for one execution, where one can be made: then the kernel holds a whole tree to its memory and its tasks, without a look between.

Of the unified hierarchy (version 2) alone. A group cannot have limits below one that holds processes, so it is made beside that of this process.
"""

import contextlib
import os
from pathlib import Path

MOUNT = Path("/sys/fs/cgroup")
OWN = Path("/proc/self/cgroup")
UNIFIED = "0::/"  # how the line of the unified hierarchy begins
NEEDED = frozenset({"memory", "pids"})
PREFIX = "haste-"  # of the name of a group; the process id of its keeper follows
STOPS = ("memory_files",)  # attacks that a group stops, whatever the sandbox


class ControlGroup:
    """A group with limits of its own, and nothing in it yet."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @property
    def entrance(self) -> Path:
        """Whoever writes a 0 here is moved into it."""
        return self._folder / "cgroup.procs"

    def enter(self) -> None:
        """Move this process into it. Where the kernel refuses, looks at the tree are what is left, as without a group; trying has told before."""
        with contextlib.suppress(OSError):
            self.entrance.write_text("0", encoding="ascii")

    def ran_out_of_memory(self) -> bool:
        """Whether the kernel has ended something of it, and so all, for want of memory."""
        return "oom_kill 0" not in (self._folder / "memory.events").read_text(encoding="ascii").splitlines()

    def remove(self) -> None:
        """To be called when nothing of it is left; what is in the way now is removed by whoever makes the next group."""
        with contextlib.suppress(OSError):
            self._folder.rmdir()


def made(*, memory_bytes: int, tasks: int) -> ControlGroup | None:
    """A new group with these limits; None where none can be made.

    Args:
        memory_bytes: Of all that is in it, files in memory and what the kernel keeps for it included.
        tasks: Threads at once.
    """
    place = beside()
    if place is None:
        return None
    _remove_left(place)
    folder = place / f"{PREFIX}{os.getpid()}"
    group = ControlGroup(folder)
    try:
        folder.mkdir()
        for name, limit in {"memory.max": memory_bytes, "memory.oom.group": 1, "pids.max": tasks}.items():
            (folder / name).write_text(str(limit), encoding="ascii")
    except OSError:
        group.remove()
        return None
    with contextlib.suppress(OSError):  # there is no such file where there is nowhere to swap to
        (folder / "memory.swap.max").write_text("0", encoding="ascii")
    return group


def beside() -> Path | None:
    """The folder in which a group can be made beside that of this process; None where there is none.

    Where this process's own group has a limit of memory there is none either: whoever set it meant what is started from here too.
    """
    try:
        lines = OWN.read_text(encoding="utf-8").splitlines()
        own = MOUNT / next((line.removeprefix(UNIFIED) for line in lines if line.startswith(UNIFIED)), "")
        place = own if own == MOUNT else own.parent
        usable = not _limited(own) and set((place / "cgroup.subtree_control").read_text(encoding="ascii").split()) >= NEEDED
    except OSError:
        return None
    return place if usable and all(os.access(path, os.W_OK) for path in (place, place / "cgroup.procs")) else None


def _limited(group: Path) -> bool:
    limit = group / "memory.max"
    return limit.exists() and limit.read_text(encoding="ascii").strip() != "max"  # the outermost group has none


def _remove_left(place: Path) -> None:
    """Remove the groups of keepers that were killed."""
    for folder in place.glob(f"{PREFIX}*"):
        keeper = folder.name.removeprefix(PREFIX)
        if keeper.isdigit() and (int(keeper) == os.getpid() or not Path("/proc", keeper).exists()):
            ControlGroup(folder).remove()
