"""Reads what a solution wrote, without following, blocking on, or believing anything that it put there."""

import os
import stat
from pathlib import Path

from haste.errors import SubmissionError
from haste.sandbox.environment import CLASS_SHARES, OUT_OF_FOLD
from haste.vocabulary.scales import Reason

_VARIABLES = {OUT_OF_FOLD: "$OUT_OF_FOLD", CLASS_SHARES: "$CLASS_SHARES"}  # that name other files than the submission
KINDS = {
    stat.S_IFLNK: "a symbolic link",
    stat.S_IFIFO: "a FIFO",
    stat.S_IFDIR: "a folder",
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
    stat.S_IFSOCK: "a socket",
}


def collect(path: Path, *, bytes_max: int) -> bytes:
    """The bytes of a file that a solution wrote for the host: its submission, its out-of-fold predictions or its class shares.

    Raises:
        SubmissionError: It is not there (no_submission), not a regular file (not_a_file) or too large (too_large).
    """
    kind = _kind(path)
    if kind is None:
        raise _refusal(Reason.NO_SUBMISSION, path, expected="a file", found="nothing")
    if kind != stat.S_IFREG:
        raise _refusal(Reason.NOT_A_FILE, path, expected="a regular file", found=KINDS[kind])
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    with os.fdopen(descriptor, "rb") as file:
        size = os.fstat(descriptor).st_size
        if size > bytes_max:
            raise _refusal(Reason.TOO_LARGE, path, expected=f"at most {bytes_max} bytes", found=f"{size} bytes")
        return file.read(bytes_max)


def _kind(path: Path) -> int | None:
    try:
        return stat.S_IFMT(path.lstat().st_mode)
    except FileNotFoundError:
        return None


def _refusal(reason: Reason, path: Path, *, expected: str, found: str) -> SubmissionError:
    return SubmissionError(
        reason=reason,
        expected=expected,
        found=found,
        where=path.name,
        next_step=f"Write the predictions to the path in {_VARIABLES.get(path.name, '$OUTPUT')}, as a plain file.",
    )
