"""What a process and all its descendants are and use, read from /proc. Part of the keeper, so it imports little."""

import os
from collections.abc import Callable, Iterable, Iterator

PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")
BLOCK_BYTES = 512  # the unit of st_blocks, whatever the file system
STATE, PARENT, THREADS = 0, 1, 17  # fields of a stat file, counted from the state


def _read(path: str) -> bytes:
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        return os.read(descriptor, 1 << 16)
    finally:
        os.close(descriptor)


def _processes() -> Iterator[tuple[os.DirEntry[str], list[bytes]]]:
    """Every process with the fields of its stat file from the state on; a command's name before them may hold anything."""
    with os.scandir("/proc") as entries:
        for entry in entries:
            if entry.name.isdigit():
                try:
                    yield entry, _read(f"{entry.path}/stat").rpartition(b")")[2].split()
                except OSError:
                    continue  # it ended while we looked


def descendants(root: int) -> list[int]:
    """Process ids below `root`, parents first. Dead ones count: a process whose first thread has ended looks dead while others run."""
    children: dict[int, list[int]] = {}
    for entry, fields in _processes():
        children.setdefault(int(fields[PARENT]), []).append(int(entry.name))
    found: list[int] = []
    level = children.get(root, [])
    while level:
        found += level
        level = [child for pid in level for child in children.get(pid, [])]
    return found


def tasks_of_user(uid: int) -> int:
    """Threads that the user has on this machine: what RLIMIT_NPROC counts."""
    tasks = 0
    for entry, fields in _processes():
        try:
            tasks += int(fields[THREADS]) if entry.stat().st_uid == uid else 0
        except OSError:
            continue  # it ended while we looked
    return tasks


def memory_bytes(pids: list[int], *, limit_bytes: int, rooms: Iterable[str]) -> int:
    """Memory of these processes and of the files that they keep in memory.

    Resident sizes are summed first, which counts shared pages several times but costs next to nothing; only a sum above the limit is measured
    exactly.
    """
    kept = files_in_memory_bytes(pids, rooms)
    rough = _sum(pids, _resident) + kept
    return rough if rough <= limit_bytes else _sum(pids, _proportional) + kept


def _sum(pids: Iterable[int], measure: Callable[[int], int]) -> int:
    total = 0
    for pid in pids:
        try:
            total += measure(pid)
        except (FileNotFoundError, ProcessLookupError):
            continue  # it ended while we looked
    return total


def _resident(pid: int) -> int:
    return int(_read(f"/proc/{pid}/statm").split()[1]) * PAGE_BYTES


def _proportional(pid: int) -> int:
    try:
        lines = _read(f"/proc/{pid}/smaps_rollup").splitlines()
    except PermissionError:
        return _resident(pid)
    shares = {line.split()[0]: int(line.split()[1]) * 1024 for line in lines if line.startswith(b"Pss")}
    return shares.get(b"Pss:", 0) - shares.get(b"Pss_Shmem:", 0)


def files_in_memory_bytes(pids: list[int], rooms: Iterable[str]) -> int:
    """What the tmpfs mounts of a sandbox hold, looked at through the root folder of the process that is deepest inside."""
    total = 0
    for room in rooms:
        try:
            seen = f"/proc/{pids[-1]}/root{room}"
            if _device(seen) == _device(room):
                continue  # the host's own: the walls are still being built
            mount = os.statvfs(seen)
        except OSError:
            continue  # it ended while we looked
        total += (mount.f_blocks - mount.f_bfree) * mount.f_frsize
    return total


def _device(folder: str) -> int:
    descriptor = os.open(folder, os.O_PATH | os.O_CLOEXEC)
    try:
        return os.fstat(descriptor).st_dev
    finally:
        os.close(descriptor)


def unlinked_bytes(pids: Iterable[int], *, device: int) -> int:
    """Disk space of files on that device that these processes hold open and that have no name any more."""
    sizes: dict[int, int] = {}
    for pid in pids:
        try:
            with os.scandir(f"/proc/{pid}/fd") as descriptors:
                for entry in descriptors:
                    status = entry.stat()
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
