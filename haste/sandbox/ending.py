"""What the end of a process means: status, reason, and words that an author can act on."""

import re
import signal

import msgspec

from haste.errors import SubmissionError
from haste.ports import Execution, Outcome
from haste.sandbox.ceilings import Ceilings
from haste.vocabulary.scales import Reason, Status

MESSAGE_LINES = 30
MESSAGE_CHARACTERS = 2000
TRACEBACK = "Traceback (most recent call last)"
OUT_OF_MEMORY = re.compile(r"\w*MemoryError\b|std::bad_alloc|Cannot allocate memory|can't allocate memory")
DISK_FULL = re.compile(r"File too large|No space left on device")
SYNTAX = re.compile(r"(Syntax|Indentation|Tab)Error: ")
SHELL_SIGNAL = 128  # a wrapper tells of a signal by an exit code above this


class Ended(msgspec.Struct, frozen=True, kw_only=True):
    """The keeper's report."""

    started: bool  # the walls stood and the solution began
    code: int  # exit code, or a signal's number below 0
    stopped_for: str  # the limit for which the keeper ended it, or ""
    wall_s: float
    cpu_s: float
    peak_memory_bytes: int
    printed: bytes = b""


Verdict = tuple[Status, Reason | None, str]


class Left(msgspec.Struct, frozen=True, kw_only=True):
    """The files that a solution left, or why they cannot be read."""

    submission: bytes | SubmissionError
    out_of_fold: bytes | SubmissionError | None = None  # None where it was not asked for
    class_shares: bytes | SubmissionError | None = None  # None where they were not asked for, or not written


def outcome_of(ended: Ended, left: Left, execution: Execution, ceilings: Ceilings) -> Outcome:
    """The outcome of an execution that ended so, and left that."""
    status, reason, message = _verdict(ended, left, execution, ceilings)
    return Outcome(
        status=status,
        reason=reason,
        message=message[-MESSAGE_CHARACTERS:],
        wall_s=ended.wall_s,
        cpu_s=ended.cpu_s,
        peak_memory_bytes=ended.peak_memory_bytes,
        printed=ended.printed,
        submission=left.submission if status is Status.SUCCEEDED and isinstance(left.submission, bytes) else None,
        out_of_fold=left.out_of_fold if status is Status.SUCCEEDED and isinstance(left.out_of_fold, bytes) else None,
        class_shares=left.class_shares if status is Status.SUCCEEDED and isinstance(left.class_shares, bytes) else None,
    )


def _verdict(ended: Ended, left: Left, execution: Execution, ceilings: Ceilings) -> Verdict:
    said = last_words(ended.printed)
    if ended.stopped_for:
        return _stopped(ended.stopped_for, execution, ceilings)
    if not ended.started:
        return Status.REFUSED, Reason.NO_WALLS, f"expected walls around the solution, found that they could not be built: {said}"
    if ended.code == 0:
        return _exited_well(left)
    return _limited_by_the_kernel(ended, said, execution, ceilings) or _crashed(ended.code, said)


def _limited_by_the_kernel(ended: Ended, said: str, execution: Execution, ceilings: Ceilings) -> Verdict | None:
    signalled = _signal(ended.code)
    if OUT_OF_MEMORY.search(said):
        return Status.OUT_OF_MEMORY, Reason.MEMORY_LIMIT, f"{_expected_memory(execution)}, found that it asked for more.\n{said}"
    if signalled is signal.SIGXCPU:
        return Status.TIMED_OUT, Reason.CPU_LIMIT, f"expected an end within the processor time granted, found {ended.cpu_s:.0f} s used."
    if signalled is signal.SIGXFSZ or DISK_FULL.search(said):
        return Status.CRASHED, Reason.DISK_LIMIT, f"{_expected_disk(ceilings)}, found that it wrote more.\n{said}"
    return None


def _crashed(code: int, said: str) -> Verdict:
    if signalled := _signal(code):
        return Status.CRASHED, Reason.KILLED, f"expected an exit, found the end by signal {signalled.name}.\n{said}"
    if SYNTAX.search(said) and TRACEBACK not in said:
        return Status.CRASHED, Reason.SYNTAX, said
    return Status.CRASHED, Reason.EXCEPTION, said or f"expected exit code 0, found {code}, and nothing printed."


def _exited_well(left: Left) -> Verdict:
    for file in (left.submission, left.out_of_fold, left.class_shares):
        if isinstance(file, SubmissionError):
            return Status.INVALID, Reason(file.reason), str(file)
    return Status.SUCCEEDED, None, ""


def _stopped(limit: str, execution: Execution, ceilings: Ceilings) -> Verdict:
    match limit:
        case "wall_limit":
            return Status.TIMED_OUT, Reason.WALL_LIMIT, f"expected an end within {execution.resources.time_limit_s:g} s, found it still running."
        case "memory_limit":
            return Status.OUT_OF_MEMORY, Reason.MEMORY_LIMIT, f"{_expected_memory(execution)}, found more in all its processes and files in memory."
        case "disk_limit":
            return Status.CRASHED, Reason.DISK_LIMIT, f"{_expected_disk(ceilings)}, found more in its folder."
        case "process_limit":
            return Status.CRASHED, Reason.KILLED, f"expected at most {ceilings.processes} processes at once, found more."
        case _:
            return Status.CRASHED, Reason.KILLED, "expected the end of the solution, found that it was cancelled."


def _expected_memory(execution: Execution) -> str:
    return f"expected at most {execution.resources.memory_bytes / 1024**2:.0f} MiB of memory"


def _expected_disk(ceilings: Ceilings) -> str:
    return f"expected at most {ceilings.disk_bytes / 1024**2:.0f} MiB and {ceilings.files} files on disk"


def _signal(code: int) -> signal.Signals | None:
    number = -code if code < 0 else code - SHELL_SIGNAL
    return signal.Signals(number) if number in signal.valid_signals() and number in {item.value for item in signal.Signals} else None


def last_words(printed: bytes) -> str:
    r"""The last traceback that was printed, or the last lines where there is none.

    >>> last_words(b"epoch 1\nTraceback (most recent call last):\n  ...\nKeyError: 'age'\n")
    "Traceback (most recent call last):\n  ...\nKeyError: 'age'"
    """
    lines = printed.decode(errors="replace").strip().splitlines()
    starts = [number for number, line in enumerate(lines) if line.startswith(TRACEBACK)]
    return "\n".join(lines[starts[-1] if starts else 0 :][-MESSAGE_LINES:])[-MESSAGE_CHARACTERS:]
