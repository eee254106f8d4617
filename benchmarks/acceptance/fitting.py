"""Runs solutions of the offline author in this process: the very files that a sweep would run, without a sandbox's start-up."""

import os
import signal
import types
from pathlib import Path

_LIMIT_S = 0.8  # of processor time for one fit on few rows; a solution that takes longer is left out of the tables


class TooSlowError(Exception):
    """A fit took longer than this benchmark waits."""


def run(code: str, shown: Path, output: Path, seed: int, patience: float = 1.0) -> bytes:
    """The submission that a solution writes.

    Args:
        code: Python source.
        shown: Its input.
        output: A file that may be overwritten.
        seed: As $SEED.
        patience: How many times as long as usual it may take.

    Raises:
        TooSlowError: It did not end in time.
        Exception: Whatever the solution raises.
    """
    os.environ.update(INPUT=str(shown), OUTPUT=str(output), SEED=str(seed))
    before = signal.signal(signal.SIGPROF, _late)
    signal.setitimer(signal.ITIMER_PROF, _LIMIT_S * patience)
    try:
        exec(compile(code, "solution", "exec"), types.ModuleType("__main__").__dict__)  # noqa: S102 - HASTE's own author wrote it
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
    return output.read_bytes()


def _late(_signal: int, _frame: types.FrameType | None) -> None:
    raise TooSlowError
