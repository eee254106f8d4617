"""The power goes at any moment, and whatever was not synced is lost or kept as chance will have it: all that was acknowledged is there."""

import random
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

import pytest

from haste.errors import LogError
from haste.events.chain import Head
from haste.events.event import Stored
from haste.store import sqlite_file
from haste.store.sqlite import SqliteLog
from haste.store.verifying import verify
from haste.vocabulary.ids import Position
from tests.logs import BLUE, CountingClock, round_finished, rounds, write
from tests.power import Answered, Files, Step, Synced, crashes, written_down
from tests.small_logs import SMALL_PAGE

APPENDS, EACH = 8, 3
CHECKPOINT = 20  # pages in the WAL after which they are moved to the file: this happens several times then

try:
    with written_down(Path("/nowhere")):
        pass
except AttributeError:
    pytest.skip("this Python's SQLite does not show its functions", allow_module_level=True)


@dataclass(frozen=True, kw_only=True)
class Life:
    """What a log went through."""

    base: Files
    steps: tuple[Step, ...]
    events: tuple[Stored, ...]


def lived(folder: Path, *, synchronous: str = "") -> Life:
    path = folder / "log.sqlite"
    with patch.object(sqlite_file, "_PAGE_BYTES", SMALL_PAGE):
        SqliteLog(path, CountingClock()).close()
    base = {path.name: bytearray(path.read_bytes())}
    with written_down(folder) as steps, closing(SqliteLog(path, CountingClock())) as log:
        log._connection.execute(f"PRAGMA wal_autocheckpoint = {CHECKPOINT}")
        if synchronous:
            log._connection.execute(f"PRAGMA synchronous = {synchronous}")
        for number in range(APPENDS):
            (*_, last) = log.append([write(*rounds(1, 2)), write(round_finished(number), stream=BLUE)], key=str(number))
            steps.append(Answered(position=last.position))
        return Life(base=base, steps=tuple(steps), events=log.tail(after=Position(0), limit=100))


def losses(life: Life, folder: Path, *, tries: int) -> Iterator[str]:
    """What is wrong after each crash after which anything is."""
    folder.mkdir()
    seen: set[tuple[object, ...]] = set()
    for answered, files in crashes(life.steps, life.base, random.Random(5), tries=tries):  # noqa: S311 - chance for a test
        state = (answered, *(bytes(files.get(f"log.sqlite{end}", b"")) for end in ("", "-wal")))
        if state in seen:
            continue
        seen.add(state)
        for file in folder.iterdir():
            file.unlink()
        for name, data in files.items():
            (folder / name).write_bytes(data)
        if wrong := what_is_wrong(folder / "log.sqlite", answered, life.events):
            yield wrong


def what_is_wrong(path: Path, answered: int, events: tuple[Stored, ...]) -> str:
    try:
        with closing(SqliteLog(path, CountingClock(), read_only=True)) as log:
            found, there = verify(log), log.tail(after=Position(0), limit=100)
    except LogError as error:
        return str(error)
    if not isinstance(found, Head):
        return found.reason
    if found.position < answered:
        return f"{answered} acknowledged, {found.position} there"
    return "" if len(there) % EACH == 0 and there == events[: len(there)] else "half an append, or another one"


@pytest.mark.parametrize("tries", [1, pytest.param(60, marks=[pytest.mark.slow, pytest.mark.timeout(1800)])])
def test_whatever_was_not_synced_may_be_lost_and_nothing_that_was_acknowledged_is(tmp_path: Path, tries: int) -> None:
    life = lived(tmp_path)

    assert {step.file for step in life.steps if isinstance(step, Synced)} == {"log.sqlite", "log.sqlite-wal"}  # it was checkpointed too
    assert list(losses(life, tmp_path / "after", tries=tries)) == []


@pytest.mark.parametrize("synchronous", ["NORMAL", "OFF"])
def test_a_log_that_answers_before_it_syncs_would_lose_appends_and_is_noticed(tmp_path: Path, synchronous: str) -> None:
    life = lived(tmp_path, synchronous=synchronous)

    assert "acknowledged" in next(losses(life, tmp_path / "after", tries=0))
