"""Disks that fail: full ones, short writes, syncs that do not succeed, files cut anywhere."""

import os
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from haste.errors import LogError
from haste.events.chain import Broken, Head
from haste.store.sqlite import SqliteLog
from haste.store.verifying import verify
from haste.vocabulary.ids import Position
from tests.logs import BLUE, CountingClock, round_finished, rounds, write
from tests.small_logs import SMALL_PAGE, Left, left_by_a_killed_writer, outcome, settled

ROOT = Path(__file__).parents[2]
FRAME, PAGE = 24, 4096  # bytes before a page in a WAL, and of a page as logs have them
WAL_HEADER = 32
SMALL_DISK = ("unshare", "-rm", "sh", "-c", 'mount -t tmpfs -o size=700k tmpfs "$0" && exec "$@"')


def suffered(fault: str, folder: Path, *before: str) -> dict[int, list[str]]:
    """Let a process suffer a fault; what became of each of its appends, by number."""
    command = [*before, sys.executable, "tests/disk_faults.py", fault, str(folder)]
    done = subprocess.run(command, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    told: dict[int, list[str]] = {}
    for line in done.stdout.splitlines():
        number, _, became = line.partition(" ")
        told.setdefault(int(number), []).append(became)
    return told


def require_all_there(path: Path, told: dict[int, list[str]]) -> None:
    """Everything that was acknowledged is where it was said to be, and the log holds together."""
    with closing(SqliteLog(path, CountingClock())) as log:
        assert verify(log) == log.head()
        positions = {int(stored.key): stored.position for stored in reversed(log.tail(after=Position(0), limit=10_000))}
    acknowledged = {number: int(became[-1]) for number, became in told.items() if became[-1].isdigit()}
    assert acknowledged.items() <= positions.items()
    assert len(acknowledged) > 0


def test_a_write_that_comes_short_is_refused_and_so_is_all_after_it_until_the_log_is_opened_anew(tmp_path: Path) -> None:
    told = suffered("short_writes", tmp_path)

    *earlier, last = told
    assert [told[number][0].isdigit() for number in earlier] == [True] * len(earlier)
    assert len(earlier) >= 3
    assert "expected a disk that reads and writes, found disk I/O error" in told[last][0]
    assert "found an earlier failure" in told[last][1]
    assert told[last][2] == str(last * 3 + 1)
    require_all_there(tmp_path / "log.sqlite", told)


def test_a_full_disk_refuses_and_the_same_log_goes_on_when_there_is_room(tmp_path: Path) -> None:
    if subprocess.run([*SMALL_DISK, str(tmp_path), "true"], capture_output=True, check=False).returncode:
        pytest.skip("no file system can be mounted here by this user")

    told = suffered("full_disk", tmp_path, *SMALL_DISK, str(tmp_path))

    last = max(told)
    assert last > 5
    assert [became.partition(":")[0] for became in told[last]] == ["refused", "refused", str(last * 3 + 1)]
    assert "room on the disk" in told[last][0]


def test_a_sync_that_fails_is_never_acknowledged_and_nothing_is_written_after_it(tmp_path: Path) -> None:
    told = suffered("no_sync", tmp_path)

    assert told[0] == ["1"]
    assert "found disk I/O error" in told[1][0]
    assert "found an earlier failure" in told[2][0]
    require_all_there(tmp_path / "log.sqlite", told)


def test_a_log_that_did_not_sync_before_its_answer_would_be_caught_by_that(tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match="it was not refused"):
        suffered("unsynced", tmp_path)


def every_byte(length: int) -> list[int]:
    """All of the newest third: the last two of six appends."""
    return list(range(length * 2 // 3, length + 1))


def near_frames(length: int) -> list[int]:
    """Every byte around the borders of frames, and every 97th between them."""
    borders = [WAL_HEADER + number * (FRAME + PAGE) for number in range(length // (FRAME + PAGE) + 1)]
    near = {border + step for border in borders for step in range(-3, FRAME + 4)}
    return sorted({place for place in near | set(range(0, length, 97)) if 0 <= place <= length})


@pytest.mark.parametrize("tail", [b"", bytes(64), b"\xff\x00garbage" * 8], ids=["nothing", "zeros", "garbage"])
@pytest.mark.parametrize(
    ("page", "places"),
    [
        pytest.param(SMALL_PAGE, every_byte, marks=[pytest.mark.slow, pytest.mark.timeout(1800)], id="every-byte"),
        pytest.param(PAGE, near_frames, id="near-frames"),
    ],
)
def test_a_wal_that_was_cut_anywhere_gives_whole_appends_and_goes_on(
    tmp_path: Path, page: int, places: Callable[[int], list[int]], tail: bytes
) -> None:
    left = left_by_a_killed_writer(tmp_path, page)
    last = 0
    for place in places(len(left.wal)):
        with closing(SqliteLog(left.copied(left.wal[:place] + tail), CountingClock())) as log:
            head = verify(log)
            assert isinstance(head, Head), place
            assert head.position % Left.EACH == 0, place  # whole appends only
            assert head.position >= last, place  # and no fewer than before the next byte was there
            last = head.position
            number = head.position // Left.EACH
            (*_, again) = log.append([write(*rounds(1, 2)), write(round_finished(number), stream=BLUE)], key=str(number))
            assert again.position == head.position + Left.EACH, place
    assert last == Left.APPENDS * Left.EACH


@pytest.mark.parametrize("step", [pytest.param(1, marks=[pytest.mark.slow, pytest.mark.timeout(1800)]), 97])
def test_a_file_that_was_cut_anywhere_is_refused_or_found_broken_or_lost_nothing(tmp_path: Path, step: int) -> None:
    path = settled(tmp_path / "log.sqlite")
    whole, good = path.read_bytes(), outcome(path)
    for place in range(len(whole) - 1, 0, -step):
        path.write_bytes(whole[:place])

        found = outcome(path)

        missed = not (isinstance(found, LogError) or isinstance(found[0], Broken))
        assert not missed or (found == good and place > len(whole) - SMALL_PAGE), place  # the end of the last page holds nothing
