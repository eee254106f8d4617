"""What an adapter makes of an execution: limits to take on, and walls from outside where it builds any."""

import sys
from pathlib import Path

import msgspec

from haste.ports import Execution
from haste.sandbox.ceilings import Ceilings

SOURCE = Path(__file__).with_name("launcher.py").read_text(encoding="utf-8")
CPU_SLACK_S = 2  # processor seconds beyond cpus x wall clock: start-up, and whole seconds only
DESCRIPTORS = 4096
DEVICES = "nvidia*"  # names in /dev of those that are granted or not


class Confinement(msgspec.Struct, frozen=True, kw_only=True):
    """What a process takes on by itself: the arguments of `launcher.confine`."""

    folder: str
    limits: dict[str, int]
    uid: int | None = None
    handled: tuple[int, ...] = ()
    rules: tuple[tuple[str, int], ...] = ()
    calls: bytes = b""


class Enclosure(msgspec.Struct, frozen=True, kw_only=True):
    """How to start one execution behind one kind of walls."""

    confinement: Confinement
    environment: dict[str, str]
    uid: int  # the user whose threads count against the limit on processes
    argv: tuple[
        str, ...
    ] = ()  # builds walls, with a program behind them that holds them up until the solution joins it; empty where there are none to build
    rooms: tuple[str, ...] = ()  # mounts inside that hold files in memory


def holder(confinement: Confinement) -> tuple[str, ...]:
    """Command line of the program that holds walls up: isolated from the environment and from site-packages, which it does not need."""
    return (sys.executable, "-I", "-S", "-c", f"{SOURCE}\n\nhold(**{msgspec.structs.asdict(confinement)!r})\n")


def limits(execution: Execution, ceilings: Ceilings) -> dict[str, int]:
    """Limits of one process that the kernel keeps. Those of the tree are the keeper's."""
    resources = execution.resources
    return {
        "RLIMIT_CORE": 0,
        "RLIMIT_CPU": int(resources.cpus * resources.time_limit_s) + CPU_SLACK_S,
        "RLIMIT_DATA": resources.memory_bytes,  # not RLIMIT_AS: CUDA reserves far more addresses than it uses
        "RLIMIT_FSIZE": ceilings.disk_bytes,
        "RLIMIT_NOFILE": DESCRIPTORS,
    }


def granted_devices(execution: Execution) -> tuple[str, ...]:
    """The devices of this machine that a solution gets to see: all where it was granted one, since its driver needs several; else none."""
    return tuple(sorted(str(path) for path in Path("/dev").glob(DEVICES))) if execution.resources.gpus else ()
