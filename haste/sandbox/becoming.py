"""What a fork of the keeper does to become a solution: it goes behind the walls, takes on its limits, and puts in place what a program would find."""

import os
import random
import resource
import signal
import sys
import traceback
from collections.abc import Mapping
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import CodeType, ModuleType, TracebackType
from typing import Any, NoReturn

from haste.sandbox import process_tree
from haste.sandbox.control_group import ControlGroup
from haste.sandbox.launcher import LIBC, PR_SET_PDEATHSIG, STARTED, check, confine

SOLUTION = "solution.py"
OURS = "haste"
DESCRIPTORS_MAX = 1 << 20  # more than a process may have
NAMESPACES = {  # by their names in /proc, the CLONE_NEW... flags
    "mnt": 0x00020000,
    "cgroup": 0x02000000,
    "uts": 0x04000000,
    "ipc": 0x08000000,
    "user": 0x10000000,
    "pid": 0x20000000,
    "net": 0x40000000,
}


def enclose(holder: int, confinement: Mapping[str, Any], *, group: ControlGroup | None, output: int, started: int) -> None:
    """Leave everything of the keeper's, go behind the walls, take on the limits. Where that fails it has been printed, and the process ends.

    Args:
        holder: The process that builds walls and holds them up; 0 where there are none.
        confinement: Arguments of `launcher.confine`.
        group: To move into, while there is a way there; None where none could be made.
        output: Descriptor for what is printed.
        started: Descriptor on which to say that the walls stand.
    """
    try:
        os.setsid()
        check(LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0), "asking for the end with the parent")
        signal.signal(signal.SIGINT, signal.default_int_handler)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        for descriptor, place in ((output, 1), (output, 2), (started, STARTED)):
            os.dup2(descriptor, place)
        os.closerange(STARTED + 1, DESCRIPTORS_MAX)
        if group:
            group.enter()
        if holder:
            join(process_tree.descendants(holder)[-1])
        confine(**confinement)
    except BaseException:  # noqa: BLE001 - no fork may come back into the keeper's work
        traceback.print_exc()
        os._exit(1)


def join(pid: int) -> None:
    """Go into all namespaces of a process. Returns in a child of this one, because only children are in another namespace of processes."""
    places = {name: (Path(f"/proc/self/ns/{name}"), Path(f"/proc/{pid}/ns/{name}")) for name in NAMESPACES}
    others = [name for name, (ours, theirs) in places.items() if not ours.samefile(theirs)]
    inside = os.pidfd_open(pid)
    check(LIBC.setns(inside, sum(NAMESPACES[name] for name in others)), f"joining the namespaces {', '.join(others)}")
    os.close(inside)
    if child := os.fork():
        pass_on(child)


def pass_on(child: int) -> NoReturn:
    """End as a child ends."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if code < 0:
        if -code not in (signal.SIGKILL, signal.SIGSTOP):
            signal.signal(-code, signal.SIG_DFL)
        os.kill(os.getpid(), -code)
    os._exit(code)


def compiled(variables: Mapping[str, str]) -> CodeType:
    """The solution in the working folder, ready to run as `__main__` of this process.

    Args:
        variables: Its whole environment.

    Raises:
        SystemExit: It does not parse; that has been printed.
    """
    for name in [name for name in sys.modules if name.partition(".")[0] == OURS]:
        del sys.modules[name]  # not for a solution to find, nor for what it unpickles
    os.environ.clear()
    os.environ.update(variables)
    path = Path(SOLUTION).absolute()
    sys.argv = [SOLUTION]
    sys.path[0] = str(path.parent)
    sys.path[1:1] = [variables["PYTHONPATH"]] if "PYTHONPATH" in variables else []
    random.seed()  # what libraries drew when they were loaded would be the same in all forks
    if (numpy := sys.modules.get("numpy")) is not None:
        numpy.random.seed()
    try:
        code = compile(path.read_bytes(), str(path), "exec", dont_inherit=True)
    except (SyntaxError, ValueError) as error:
        sys.__excepthook__(type(error), error.with_traceback(None), None)
        sys.exit(1)
    sys.modules["__main__"] = _module(str(path))
    sys.excepthook = _without_our_frame
    return code


def _module(path: str) -> ModuleType:
    module = ModuleType("__main__")
    vars(module).update(__builtins__=__builtins__, __file__=path, __cached__=None, __loader__=SourceFileLoader("__main__", path))
    return module


def _without_our_frame(kind: type[BaseException], error: BaseException, frames: TracebackType | None) -> None:
    sys.__excepthook__(kind, error.with_traceback(frames.tb_next if frames else None), None)
