"""Heads that are kept outside the log, one a line, so that a log set back or made anew is told from the one it was.

A line is `POSITION HASH`, the hash in hex. The file is text that can be committed, mailed or printed: whoever can change
the log should not be able to change it too.
"""

import os
import re
from pathlib import Path

from haste.errors import LogError
from haste.events.chain import Head
from haste.store.folders import synced_folder

_LINE = re.compile(r"(\d{1,19}) ([0-9a-f]{64})")


def keep(path: Path, head: Head) -> bool:
    """Add a head to the file, unless its last line names it already.

    Returns:
        Whether a line was added.

    Raises:
        LogError: The file holds something else, or cannot be written.
    """
    kept = heads(path) if path.exists() else ()
    if kept and kept[-1] == head:
        return False
    try:
        with path.open("a", encoding="ascii") as file:
            file.write(f"{head.position} {head.hash.hex()}\n")
            file.flush()
            os.fsync(file.fileno())
        synced_folder(path.absolute().parent)
    except OSError as error:
        raise _unusable(path, error.strerror or str(error)) from error
    return True


def heads(path: Path) -> tuple[Head, ...]:
    """All heads of a file.

    Raises:
        LogError: It is not there, or holds anything else.
    """
    try:
        lines = path.read_text(encoding="ascii", errors="replace").splitlines()
    except OSError as error:
        raise _unusable(path, error.strerror or str(error)) from error
    found = [_LINE.fullmatch(line) for line in lines]
    for number, (line, matched) in enumerate(zip(lines, found, strict=True), start=1):
        if matched is None:
            raise _unusable(path, f"line {number}: {line[:80]!r}")
    return tuple(Head(position=int(matched[1]), hash=bytes.fromhex(matched[2])) for matched in found if matched)


def _unusable(path: Path, found: str) -> LogError:
    return LogError(
        expected="a file of lines 'POSITION HASH'",
        found=found,
        where=f"checkpoints {path}",
        next_step="Name a file that `haste log checkpoint` wrote, or one that is not there yet.",
    )
