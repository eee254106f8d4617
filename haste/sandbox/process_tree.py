"""What a process and all its descendants are and use, read from /proc. Standard library only: the keeper runs without site-packages."""

import os
from collections import defaultdict
from collections.abc import Callable, Iterable
from pathlib import Path

PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")
BLOCK_BYTES = 512  # the unit of st_blocks, whatever the file system
PROC = Path("/proc")


def _processes() -> Iterable[tuple[Path, list[bytes]]]:
    """Every process with the fields of its stat file from the state on; a command's name before them may hold anything."""
    for entry in PROC.iterdir():
        if entry.name.isdigit():
            try:
                yield entry, (entry / "stat").read_bytes().rpartition(b")")[2].split()
            except OSError:
                continue  # it ended while we looked


def descendants(root: int) -> list[int]:
    """Process ids below `root`, parents before their children. Dead ones count: a process whose first thread has ended looks dead while others run."""
    children = defaultdict(list)
    for entry, fields in _processes():
        children[int(fields[1])].append(int(entry.name))
    found: list[int] = []
    level = children[root]
    while level:
        found += level
        level = [child for pid in level for child in children[pid]]
    return found


def tasks_of_user(uid: int) -> int:
    """Threads that the user has on this machine: what RLIMIT_NPROC counts."""
    tasks = 0
    for entry, fields in _processes():
        try:
            tasks += int(fields[17]) if entry.stat().st_uid == uid else 0
        except OSError:
            continue  # it ended while we looked
    return tasks


def memory_bytes(pids: list[int], *, limit_bytes: int, rooms: Iterable[str]) -> int:
    """Memory of these processes and of the files that they keep in memory.

    Resident sizes are summed first, which counts shared pages several times but costs next to nothing; only a sum above the limit is measured exactly.
    """
    kept = files_in_memory_bytes(pids, rooms)
    rough = _sum(pids, _resident) + kept
    return rough if rough <= limit_bytes else _sum(pids, _proportional) + kept


def _sum(pids: Iterable[int], measure: Callable[[Path], int]) -> int:
    total = 0
    for pid in pids:
        try:
            total += measure(PROC / str(pid))
        except (FileNotFoundError, ProcessLookupError):
            continue  # it ended while we looked
    return total


def _resident(process: Path) -> int:
    return int((process / "statm").read_bytes().split()[1]) * PAGE_BYTES


def _proportional(process: Path) -> int:
    try:
        lines = (process / "smaps_rollup").read_bytes().splitlines()
    except PermissionError:
        return _resident(process)
    shares = {line.split()[0]: int(line.split()[1]) * 1024 for line in lines if line.startswith(b"Pss")}
    return shares.get(b"Pss:", 0) - shares.get(b"Pss_Shmem:", 0)


def files_in_memory_bytes(pids: list[int], rooms: Iterable[str]) -> int:
    """What the tmpfs mounts of a sandbox hold, looked at through the root folder of the process that is deepest inside."""
    total = 0
    for room in rooms:
        seen = PROC / str(pids[-1]) / "root" / room.lstrip("/")
        try:
            if seen.stat().st_dev == Path(room).stat().st_dev:
                continue  # the host's own: the walls are still being built
            mount = os.statvfs(seen)
        except OSError:
            continue  # it ended while we looked
        total += (mount.f_blocks - mount.f_bfree) * mount.f_frsize
    return total


def unlinked_bytes(pids: Iterable[int], *, device: int) -> int:
    """Disk space of files on that device that these processes hold open and that have no name any more."""
    sizes: dict[int, int] = {}
    for pid in pids:
        try:
            for descriptor in (PROC / str(pid) / "fd").iterdir():
                status = descriptor.stat()
                if status.st_nlink == 0 and status.st_dev == device:
                    sizes[status.st_ino] = status.st_blocks * BLOCK_BYTES
        except OSError:
            continue  # closed, or ended, while we looked
    return sum(sizes.values())


def disk_use(folder: str, *, files_max: int) -> tuple[int, int]:
    """Bytes on disk and number of files below a folder; the number is beyond `files_max` where counting stopped."""
    sizes: dict[int, int] = {}
    folders = [folder]
    while folders and len(sizes) <= files_max:
        try:
            with os.scandir(folders.pop()) as entries:
                for entry in entries:
                    status = entry.stat(follow_symlinks=False)
                    sizes[status.st_ino] = status.st_blocks * BLOCK_BYTES  # a file of several names counts once
                    if entry.is_dir(follow_symlinks=False):
                        folders.append(entry.path)
        except PermissionError:
            return sum(sizes.values()), files_max + 1  # whoever hides a folder from the count has filled it
        except OSError:
            continue  # removed while we looked
    return sum(sizes.values()), len(sizes)
