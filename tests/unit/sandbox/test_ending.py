"""The end of a process becomes a status, a reason, and words that an author can act on."""

import msgspec
import pytest

from haste.errors import SubmissionError
from haste.ports import Execution
from haste.sandbox.ceilings import Ceilings
from haste.sandbox.ending import MESSAGE_CHARACTERS, MESSAGE_LINES, Ended, Left, last_words, outcome_of
from haste.vocabulary.scales import Reason, Status
from haste.vocabulary.solution import Resources

EXECUTION = Execution(code=b"", input="/input", resources=Resources(memory_bytes=2**30, time_limit_s=5.0), seed=0, output_bytes_max=10)
CEILINGS = Ceilings(disk_bytes=2**20, files=7, processes=8)
ENDED = Ended(started=True, code=0, stopped_for="", wall_s=1.0, cpu_s=2.0, peak_memory_bytes=3, printed=b"")
MISSING = SubmissionError(reason="no_submission", expected="a file", found="nothing", where="submission.csv", next_step="Write it.")


@pytest.mark.parametrize(
    ("changes", "status", "reason", "words"),
    [
        ({"stopped_for": "wall_limit"}, Status.TIMED_OUT, Reason.WALL_LIMIT, "within 5 s"),
        ({"stopped_for": "memory_limit"}, Status.OUT_OF_MEMORY, Reason.MEMORY_LIMIT, "1024 MiB"),
        ({"stopped_for": "disk_limit"}, Status.CRASHED, Reason.DISK_LIMIT, "1 MiB and 7 files"),
        ({"stopped_for": "process_limit"}, Status.CRASHED, Reason.KILLED, "8 processes"),
        ({"stopped_for": "cut"}, Status.CRASHED, Reason.KILLED, "cancelled"),
        ({"started": False, "code": 1, "printed": b"bwrap: no"}, Status.REFUSED, Reason.NO_WALLS, "bwrap: no"),
        ({"code": 1, "printed": b"Traceback (most recent call last):\nx.MyMemoryError"}, Status.OUT_OF_MEMORY, Reason.MEMORY_LIMIT, "MyMemoryError"),
        ({"code": -6, "printed": b"what():  std::bad_alloc"}, Status.OUT_OF_MEMORY, Reason.MEMORY_LIMIT, "bad_alloc"),
        ({"code": 1, "printed": b"OSError: [Errno 28] No space left on device"}, Status.CRASHED, Reason.DISK_LIMIT, "1 MiB"),
        ({"code": -25}, Status.CRASHED, Reason.DISK_LIMIT, "1 MiB"),
        ({"code": -24}, Status.TIMED_OUT, Reason.CPU_LIMIT, "2 s used"),
        ({"code": 128 + 24}, Status.TIMED_OUT, Reason.CPU_LIMIT, "2 s used"),
        ({"code": -11}, Status.CRASHED, Reason.KILLED, "SIGSEGV"),
        ({"code": 128 + 11}, Status.CRASHED, Reason.KILLED, "SIGSEGV"),
        ({"code": 255}, Status.CRASHED, Reason.EXCEPTION, "found 255"),
        ({"code": 1, "printed": b"  File\n    f(:\nSyntaxError: invalid syntax"}, Status.CRASHED, Reason.SYNTAX, "invalid syntax"),
        ({"code": 1, "printed": b"Traceback (most recent call last):\nSyntaxError: in eval"}, Status.CRASHED, Reason.EXCEPTION, "in eval"),
    ],
)
def test_a_bad_end_has_its_reason(changes: dict[str, object], status: Status, reason: Reason, words: str) -> None:
    outcome = outcome_of(msgspec.structs.replace(ENDED, **changes), Left(submission=b"id,y"), EXECUTION, CEILINGS)

    assert (outcome.status, outcome.reason) == (status, reason)
    assert words in outcome.message
    assert outcome.submission is None


def test_a_good_end_brings_the_submission_and_what_was_used() -> None:
    outcome = outcome_of(ENDED, Left(submission=b"id,y"), EXECUTION, CEILINGS)

    assert (outcome.status, outcome.reason, outcome.message, outcome.submission) == (Status.SUCCEEDED, None, "", b"id,y")
    assert (outcome.wall_s, outcome.cpu_s, outcome.peak_memory_bytes) == (1.0, 2.0, 3)


def test_class_shares_that_cannot_be_read_are_a_bad_end_and_missing_ones_are_none() -> None:
    broken = SubmissionError(reason="not_a_file", expected="a regular file", found="a FIFO", where="class_shares.csv", next_step="Write it.")

    refused = outcome_of(ENDED, Left(submission=b"id,y", class_shares=broken), EXECUTION, CEILINGS)
    brought = outcome_of(ENDED, Left(submission=b"id,y", class_shares=b"id,a"), EXECUTION, CEILINGS)

    assert (refused.status, refused.reason, refused.class_shares) == (Status.INVALID, Reason.NOT_A_FILE, None)
    assert (brought.status, brought.class_shares) == (Status.SUCCEEDED, b"id,a")
    assert outcome_of(ENDED, Left(submission=b"id,y"), EXECUTION, CEILINGS).class_shares is None


def test_a_good_exit_without_a_submission_is_invalid() -> None:
    outcome = outcome_of(ENDED, Left(submission=MISSING), EXECUTION, CEILINGS)

    assert (outcome.status, outcome.reason, outcome.message) == (Status.INVALID, Reason.NO_SUBMISSION, str(MISSING))


def test_the_message_is_the_end_of_the_last_traceback() -> None:
    first = "Traceback (most recent call last):\nKeyError: 'first'\n"
    second = "Traceback (most recent call last):\n  line 1\nValueError: second"

    assert last_words((first + "epoch 2\n" + second).encode()) == second


def test_a_long_traceback_is_cut_to_its_end() -> None:
    long = "Traceback (most recent call last):\n" + "".join(f"  line {number}\n" for number in range(100)) + "ValueError: second\n"

    said = last_words(long.encode())

    assert said.endswith("  line 99\nValueError: second")
    assert len(said.splitlines()) == MESSAGE_LINES
    assert len(last_words(b"x" * 10_000)) == MESSAGE_CHARACTERS
