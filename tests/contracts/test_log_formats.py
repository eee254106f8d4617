"""A log of another format is refused in every form that it can have, with the reason and with what to do."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import psycopg
import pytest

from haste.errors import ForeignLogError
from haste.events.event import FORMAT
from haste.store import formats
from haste.store.exporting import exported, imported
from haste.store.memory import MemoryLog
from haste.store.postgres import PostgresLog
from haste.store.sqlite import SqliteLog
from tests.logs import CountingClock, rounds, write
from tests.postgres import new_dsn

Read = Callable[[], object]
Make = Callable[[int, Path], Read]  # a log that says that it is of a format, and what reads it


def in_sqlite(said: int, folder: Path) -> Read:
    path = folder / "log.sqlite"
    SqliteLog(path, CountingClock()).close()
    with closing(sqlite3.connect(path, isolation_level=None)) as tool:
        tool.execute("DROP TRIGGER meta_UPDATE")
        tool.execute("UPDATE meta SET format = ?", (said,))
    return lambda: SqliteLog(path, CountingClock()).close()


def in_postgres(said: int, _: Path) -> Read:
    dsn = new_dsn()
    PostgresLog(dsn, CountingClock()).close()
    with psycopg.connect(dsn, autocommit=True) as tool:
        tool.execute("DROP TRIGGER guard ON haste_meta")
        tool.execute("UPDATE haste_meta SET format = %s", (said,))
    return lambda: PostgresLog(dsn, CountingClock()).close()


def in_lines(said: int, _: Path) -> Read:
    log = MemoryLog(CountingClock())
    log.append([write(*rounds(1, 2))], key="k")
    first, *rest = exported(log)
    lines = [first.replace(f'"format":{FORMAT}'.encode(), f'"format":{said}'.encode()), *rest]
    return lambda: imported(lines, MemoryLog(CountingClock()), where="lines")


@pytest.fixture(params=[in_sqlite, in_postgres, in_lines], ids=["sqlite", "postgres", "lines"])
def make(request: pytest.FixtureRequest) -> Make:
    made: Make = request.param
    return made


def test_a_log_of_this_format_is_read(make: Make, tmp_path: Path) -> None:
    make(FORMAT, tmp_path)()


def test_a_log_of_a_newer_format_is_refused_with_what_to_do(make: Make, tmp_path: Path) -> None:
    read = make(FORMAT + 1, tmp_path)

    with pytest.raises(ForeignLogError, match=rf"format {FORMAT}, found format {FORMAT + 1}\. A newer version of haste wrote it: read it with that"):
        read()


def test_a_log_of_format_0_is_refused_by_later_code_because_it_was_never_frozen(make: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read = make(0, tmp_path)
    monkeypatch.setattr(formats, "FORMAT", max(1, FORMAT))

    with pytest.raises(ForeignLogError, match=r"found format 0\. Format 0 was never frozen.*: read it with the version of haste that wrote it"):
        read()


def test_a_log_of_an_older_format_is_refused_by_later_code(make: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read = make(FORMAT + 1, tmp_path)
    monkeypatch.setattr(formats, "FORMAT", FORMAT + 2)

    with pytest.raises(ForeignLogError, match=rf"format {FORMAT + 2}, found format {FORMAT + 1}\. Read it with the version of haste that wrote it"):
        read()
