"""A process whose disk fails for real while it writes a log: `python tests/disk_faults.py FAULT FOLDER`. Prints what became of each append.

The kernel itself refuses: a file that may not grow gives a short write and then an error, a small file system is full,
and a filter of system calls makes every sync fail.
"""

import ctypes
import errno
import os
import resource
import signal
import sys
from collections.abc import Callable
from pathlib import Path

from haste.clock.system import SystemClock
from haste.errors import LogError
from haste.events.sweep import RoundFinished
from haste.ports import Expected, Write
from haste.sandbox import filtering
from haste.store.sqlite import SqliteLog
from haste.store.verifying import verify
from haste.vocabulary.ids import StreamName, SweepId, Time

SYNCS = {"x86_64": (74, 75), "aarch64": (82, 83)}  # fsync and fdatasync
FILLER = 200_000
APPENDS = 400


def append(log: SqliteLog, number: int) -> None:
    """One append, and what became of it: `NUMBER POSITION`, or `NUMBER refused: WHY`."""
    event = RoundFinished(sweep=SweepId("s" * 900), round=number, now=Time(0))
    writes = [Write(stream=StreamName("run-a"), events=(event,) * 3, expected=Expected.ANY, actor="tester")]
    try:
        recorded = log.append(writes, key=str(number))
    except LogError as error:
        tell(f"{number} refused: {error}")
        raise
    tell(f"{number} {recorded[0].position}")


def tell(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def until_refused(log: SqliteLog, first: int) -> int:
    """Append until the disk refuses; the number that it refused."""
    for number in range(first, first + APPENDS):
        try:
            append(log, number)
        except LogError:
            return number
    message = "nothing was refused"
    raise AssertionError(message)


def refused(log: SqliteLog, number: int) -> None:
    """Append what has to be refused."""
    try:
        append(log, number)
    except LogError:
        return
    message = "it was not refused"
    raise AssertionError(message)


def short_writes(folder: Path) -> None:
    """No file may grow beyond a length: what does not fit is written in part."""
    log = SqliteLog(folder / "log.sqlite", SystemClock())
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (150_001, hard))
    number = until_refused(log, 0)
    resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
    refused(log, number)  # until somebody has looked, and opened it anew
    append(SqliteLog(folder / "log.sqlite", SystemClock()), number)


def full_disk(folder: Path) -> None:
    """The file system is full, and then has room again."""
    filler = folder / "filler"
    filler.write_bytes(bytes(FILLER))
    log = SqliteLog(folder / "log.sqlite", SystemClock())
    number = until_refused(log, 0)
    refused(log, number)
    assert log.head() == verify(log)
    assert log.head().position == number * 3
    filler.unlink()
    append(log, number)  # the same log goes on: nothing was written that could be in doubt
    assert verify(SqliteLog(folder / "log.sqlite", SystemClock())) == log.head()


def no_sync(folder: Path, *, synchronous: str | None = None) -> None:
    """No sync succeeds any more."""
    log = SqliteLog(folder / "log.sqlite", SystemClock())
    append(log, 0)
    if synchronous:
        log._connection.execute(f"PRAGMA synchronous = {synchronous}")
    break_syncs()
    refused(log, 1)
    refused(log, 2)  # no second sync is tried, whose success would prove nothing
    os._exit(0)  # without the sync of a close


def unsynced(folder: Path) -> None:
    """The mutant: a log that answers before it has synced notices nothing."""
    no_sync(folder, synchronous="NORMAL")


def break_syncs() -> None:
    """Let the kernel answer every sync of this process with EIO."""
    numbers = SYNCS[os.uname().machine]
    line = filtering._line
    answer = line(filtering.RETURN, filtering.REFUSE | errno.EIO)
    program = line(filtering.LOAD, filtering.NUMBER_AT)
    program += b"".join(line(filtering.JUMP_EQUAL, number, no=1) + answer for number in numbers)
    program += line(filtering.RETURN, filtering.ALLOW)
    code = ctypes.create_string_buffer(program, len(program))
    given = (ctypes.c_ushort * 8)()  # struct sock_fprog: a count, and at 8 bytes an address
    given[0] = len(program) // 8
    ctypes.cast(given, ctypes.POINTER(ctypes.c_uint64))[1] = ctypes.addressof(code)
    libc = ctypes.CDLL(None, use_errno=True)
    for arguments in ((38, 1, 0, 0, 0), (22, 2, ctypes.byref(given), 0, 0)):  # PR_SET_NO_NEW_PRIVS, PR_SET_SECCOMP
        if libc.prctl(*arguments):
            raise OSError(ctypes.get_errno(), "prctl")


FAULTS: dict[str, Callable[[Path], None]] = {one.__name__: one for one in (short_writes, full_disk, no_sync, unsynced)}

if __name__ == "__main__":
    FAULTS[sys.argv[1]](Path(sys.argv[2]))
