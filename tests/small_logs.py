"""Logs of few bytes, for tests that damage each of them in turn."""

import shutil
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar
from unittest.mock import patch

from haste.errors import LogError
from haste.events.chain import Broken, Head
from haste.events.event import Stored
from haste.store import sqlite_file
from haste.store.sqlite import SqliteLog
from haste.store.verifying import verify
from haste.vocabulary.ids import Position
from tests.logs import BLUE, CountingClock, finished, graded, round_finished, rounds, write

SMALL_PAGE = 512  # the smallest that SQLite has: few events then fill pages of every kind, and few bytes of a file are empty

Outcome = tuple[Head | Broken, tuple[Stored, ...]] | LogError


def settled(path: Path) -> Path:
    """A log in one file, closed after ten commits; it has inner pages and leaves, of tables and of indexes, and overflow pages."""
    with patch.object(sqlite_file, "_PAGE_BYTES", SMALL_PAGE), closing(SqliteLog(path, CountingClock())) as log:
        for number in range(9):
            log.append([write(*rounds(1, 2)), write(graded(0.5), stream=BLUE)], key=f"{number:>60}")
        log.append([write(finished("größer" * 120), stream=BLUE)], key="last")
    return path


def outcome(path: Path) -> Outcome:
    """What a reader makes of a file."""
    try:
        with closing(SqliteLog(path, CountingClock(), read_only=True)) as log:
            return verify(log), log.tail(after=Position(0), limit=1000)
    except LogError as error:
        return error


@dataclass(frozen=True, kw_only=True)
class Left:
    """What a killed writer left: a file, and a WAL with all of its appends. Copies of both are opened."""

    APPENDS: ClassVar[int] = 6
    EACH: ClassVar[int] = 3  # events of an append

    kept: Path
    wal: bytes
    place: Path

    def copied(self, wal: bytes) -> Path:
        """The file anew, beside another WAL."""
        for end in ("", "-shm"):
            self.place.with_name(self.place.name + end).unlink(missing_ok=True)
        shutil.copy(self.kept, self.place)
        self.place.with_name(f"{self.place.name}-wal").write_bytes(wal)
        return self.place


def left_by_a_killed_writer(folder: Path, page_bytes: int) -> Left:
    """Six appends, of which the file itself has none."""
    path, copy = folder / "left" / "log.sqlite", folder / "copy"
    copy.mkdir()
    with patch.object(sqlite_file, "_PAGE_BYTES", page_bytes), closing(SqliteLog(path, CountingClock())) as log:
        for number in range(Left.APPENDS):
            log.append([write(*rounds(1, 2)), write(round_finished(number), stream=BLUE)], key=str(number))
        shutil.copy(path, folder / "kept")
        wal = path.with_name(f"{path.name}-wal").read_bytes()
    return Left(kept=folder / "kept", wal=wal, place=copy / "log.sqlite")
