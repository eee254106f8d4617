"""The environment of a solution: made from nothing, so that nothing of the parent's is in it."""

import os
import sys
from collections.abc import Mapping
from pathlib import PurePath

import msgspec

from haste.ports import Execution

SUBMISSION = "submission.csv"
OUT_OF_FOLD = "out_of_fold.csv"
CLASS_SHARES = "class_shares.csv"
SOLUTION = "solution.py"


class Places(msgspec.Struct, frozen=True, kw_only=True):
    """Folders as the solution sees them."""

    folder: str  # its own, writable
    input: str
    temporary: str
    modules: str = ""  # looked through before the installed ones


_OF_ONE_EXECUTION = ("HOME", "TMPDIR", "INPUT", "OUTPUT", "OUT_OF_FOLD", "CLASS_SHARES", "SEED", "TIME_LIMIT_S", "MEMORY_LIMIT_MIB", "PYTHONPATH")


def lasting(variables: Mapping[str, str]) -> dict[str, str]:
    """Those that are the same for all executions with as many cores, among them all that libraries read when they are loaded."""
    return {name: value for name, value in variables.items() if name not in _OF_ONE_EXECUTION}


def environment(execution: Execution, places: Places) -> dict[str, str]:
    """All variables that a solution finds."""
    threads = str(execution.resources.cpus)
    variables = {
        "PATH": f"{PurePath(sys.executable).parent}:/usr/bin:/bin",
        "HOME": places.folder,
        "USER": "solution",
        "LOGNAME": "solution",
        "TMPDIR": places.temporary,
        "LANG": "C.UTF-8",
        "INPUT": places.input,
        "OUTPUT": f"{places.folder}/{SUBMISSION}",
        "SEED": str(execution.seed),
        "TIME_LIMIT_S": f"{execution.resources.time_limit_s:.0f}",
        "MEMORY_LIMIT_MIB": f"{execution.resources.memory_bytes // 2**20}",
        "OMP_NUM_THREADS": threads,
        "MKL_NUM_THREADS": threads,
        "OPENBLAS_NUM_THREADS": threads,
        "LOKY_MAX_CPU_COUNT": threads,
        "PYTHONHASHSEED": "0",
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONUNBUFFERED": "1",  # so that what it said before it was killed is there
        "CUDA_VISIBLE_DEVICES": "",
    }
    if places.modules:
        variables["PYTHONPATH"] = places.modules
    if execution.declares:
        variables["OUT_OF_FOLD"] = f"{places.folder}/{OUT_OF_FOLD}"
    if execution.shares:
        variables["CLASS_SHARES"] = f"{places.folder}/{CLASS_SHARES}"
    if execution.resources.gpus:
        granted = os.environ.get("CUDA_VISIBLE_DEVICES")  # set by whoever hands out the devices
        del variables["CUDA_VISIBLE_DEVICES"]
        variables |= {} if granted is None else {"CUDA_VISIBLE_DEVICES": granted}
    return variables
