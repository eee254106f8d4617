"""Remembers what executions came to, across the runs and sweeps of one home.

A cache: what it holds is also in the log, and it can be deleted at any time.
"""

import hashlib
import platform
import tempfile
from functools import lru_cache
from importlib.metadata import distributions
from pathlib import Path

import msgspec

from haste import evaluation
from haste.vocabulary.competition import Competition, Split
from haste.vocabulary.ids import BlobId, Iteration, RunId
from haste.vocabulary.judgement import ExecutionResult
from haste.vocabulary.scales import Reason, Status

# Ends that would be the same again; limits and lost machines depend on what else goes on.
_LASTING = frozenset({Reason.EXCEPTION, Reason.SYNTAX, Reason.NO_SUBMISSION, Reason.WRONG_COLUMNS, Reason.WRONG_ROWS, Reason.NOT_A_NUMBER}) | {
    Reason.OUT_OF_RANGE,
    Reason.UNKNOWN_LABEL,
    Reason.NOT_A_MASK,
    Reason.METRIC_UNDEFINED,
    Reason.PLACEHOLDER,
    Reason.HARD_CODED,
}


class Same(msgspec.Struct, frozen=True, kw_only=True):
    """All that an execution's result depends on, its environment aside."""

    code: BlobId
    competition: Competition  # without the place of its files: the digest tells what they hold
    sampled: bool  # a few rows only
    split: Split | None  # None for the full fit
    fold: int
    seed: int
    cpus: int  # sums over threads are rounded in another order with another number of them
    gpus: float
    sandbox: str


class Kept(msgspec.Struct, frozen=True, kw_only=True):
    """What it came to, and where."""

    run: RunId
    iteration: Iteration
    result: ExecutionResult


class Memo:
    """Results by key, a file each.

    Args:
        folder: Of the home; made when something is kept.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def find(self, key: str) -> Kept | None:
        """What was kept under a key; None where nothing was, or what is there cannot be read any more."""
        try:
            return msgspec.msgpack.decode(self._path(key).read_bytes(), type=Kept)
        except (OSError, msgspec.MsgspecError, UnicodeDecodeError):
            return None

    def keep(self, key: str, kept: Kept) -> None:
        """Remember a result that would be the same again; others are forgotten. The first one kept under a key stays."""
        if kept.result.status is not Status.SUCCEEDED and kept.result.reason not in _LASTING:
            return
        path = self._path(key)
        if path.exists():
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".keeping-", delete=False) as file:
            file.write(msgspec.msgpack.encode(kept))
        Path(file.name).rename(path)

    def _path(self, key: str) -> Path:
        return self._folder / key[:2] / key


def key_of(same: Same) -> str:
    """Name of an execution, 64 hex digits: equal for executions that give the same result on this machine."""
    return hashlib.sha256(msgspec.msgpack.encode((same, environment()))).hexdigest()


@lru_cache(maxsize=1)
def environment() -> str:
    """What solutions run in and are judged by: this Python, the machine, every installed package, and the code that makes folds and scores."""
    judging = hashlib.sha256(b"".join(path.read_bytes() for path in sorted(Path(evaluation.__path__[0]).glob("*.py")))).hexdigest()
    packages = sorted({f"{found.name}=={found.version}" for found in distributions()})
    return "\n".join([platform.python_version(), platform.machine(), judging, *packages])
