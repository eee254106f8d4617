"""Walls from inside: Landlock for files, ports and signals, seccomp for the rest. Needs no namespaces, so it also holds where bubblewrap cannot run.

The folders of the host stay where they are; the kernel refuses to open them. What that leaves open is in `_misses`.
"""

import ctypes
import os
from pathlib import Path

from haste.ports import Execution, Outcome, Walls
from haste.sandbox import filtering, interpreter
from haste.sandbox.ceilings import CEILINGS, Ceilings
from haste.sandbox.enclosing import Confinement, Enclosure, granted_devices, limits
from haste.sandbox.environment import Places, environment
from haste.sandbox.supervising import supervise
from haste.sandbox.trying import Claim, try_out

CREATE_RULESET, ASK_VERSION = 444, 1
EXECUTE, WRITE_FILE, READ_FILE, READ_FOLDER = 1, 2, 4, 8
FILE_RIGHTS_OF = {1: 0x1FFF, 2: 0x3FFF, 3: 0x7FFF, 5: 0xFFFF}  # by the version of Landlock that brought the last of them
PORTS_FROM, PORTS = 4, 0x3
SCOPES_FROM, SCOPES = 6, 0x3  # abstract sockets, signals
READ = EXECUTE | READ_FILE | READ_FOLDER
MACHINE = ("/sys/devices/system/cpu", "/sys/devices/system/node", "/sys/fs/cgroup")  # joblib and others ask how many processors there are
MACHINE_FILES = ("/proc/cpuinfo", "/proc/meminfo", "/proc/stat", "/proc/filesystems")
OWN_FILES = ("/proc/self/maps",)  # of the solution alone: threadpoolctl, and with it scikit-learn, asks which libraries are loaded
DEVICES = ("/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom")
SHARED_MEMORY = "/dev/shm"  # noqa: S108 - semaphores of the C library live there and nowhere else
BLIND = {"psutil": "psutil reads /proc, which is closed here"}  # joblib's workers use it where it can be imported, and end where it is refused
MISSES = ("memory_files", "metadata", "shared_memory")
MISSES_BEFORE = {3: ("write_outside", "write_input"), SCOPES_FROM: ("signal",)}  # the version that brought refusal of truncation, of signals


def version() -> int:
    """Version of Landlock in this kernel; 0 where there is none."""
    found: int = ctypes.CDLL(None).syscall(CREATE_RULESET, None, ctypes.c_size_t(0), ASK_VERSION)
    return max(0, found)


class LandlockSandbox:
    """Runs a solution as the user who runs HASTE, without most of that user's rights."""

    def __init__(self, scratch: Path, ceilings: Ceilings = CEILINGS) -> None:
        self._scratch = scratch.absolute()
        self._ceilings = ceilings
        self._version = version()

    def probe(self) -> Walls:
        """Try it by running it, and tell what it stops."""
        misses = (*MISSES, *(miss for since, more in MISSES_BEFORE.items() if self._version < since for miss in more))
        return try_out(self, Claim(sandbox="landlock", walled=True, misses=misses), scratch=self._scratch)

    async def run(self, execution: Execution) -> Outcome:
        """Run to the end or to a limit."""
        return await supervise(execution, self._enclose, scratch=self._scratch, ceilings=self._ceilings)

    def _enclose(self, execution: Execution, job: Path) -> Enclosure:
        temporary, blind = job / "tmp", job / "blind"
        for folder in (temporary, blind):
            folder.mkdir()
        for name, because in BLIND.items():
            (blind / f"{name}.py").write_text(f"raise ImportError({because!r})\n", encoding="utf-8")
        confinement = Confinement(
            folder=str(job),
            limits=limits(execution, self._ceilings),
            handled=self._handled(),
            rules=self._rules(execution, job),
            calls=filtering.program(families=()),
        )
        places = Places(folder=str(job), input=execution.input, temporary=str(temporary), modules=str(blind))
        return Enclosure(confinement=confinement, environment=environment(execution, places), uid=os.getuid())

    def _file_rights(self) -> int:
        return max((rights for since, rights in FILE_RIGHTS_OF.items() if since <= self._version), default=0)

    def _handled(self) -> tuple[int, ...]:
        ports = (PORTS,) if self._version >= PORTS_FROM else ()
        scopes = (SCOPES,) if self._version >= SCOPES_FROM else ()
        return (self._file_rights(), *ports, *scopes)

    def _rules(self, execution: Execution, job: Path) -> tuple[tuple[str, int], ...]:
        everything = self._file_rights()
        devices = (*DEVICES, *granted_devices(execution))
        of_files = everything & ~READ_FOLDER & ~sum(1 << bit for bit in range(4, 14))
        return (
            *((path, READ) for path in (*interpreter.SYSTEM, *interpreter.python_folders(), execution.input, *MACHINE)),
            *((path, READ_FILE) for path in (*MACHINE_FILES, *OWN_FILES)),
            *((path, READ if Path(path).is_dir() else READ_FILE) for path in interpreter.SYSTEM_FILES),
            *((path, of_files & ~EXECUTE) for path in devices if not Path(path).is_dir()),
            (str(job), everything),
            (SHARED_MEMORY, everything & ~EXECUTE),
        )
