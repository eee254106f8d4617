"""A disk that fails: one append is refused, and after a failed sync all of them, until somebody has looked."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from haste.errors import LogError
from haste.store.sqlite import SqliteLog
from haste.store.verifying import verify
from tests.logs import CountingClock, every, round_finished, rounds, write


class Failing:
    """A connection one of whose statements fails with a code of SQLite's."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self.fails: tuple[str, int] | None = None

    def execute(self, statement: str, *values: Any) -> sqlite3.Cursor:  # noqa: ANN401 - whatever the statement takes
        self._fail(statement)
        return self._connection.execute(statement, *values)

    def executemany(self, statement: str, rows: list[Any]) -> sqlite3.Cursor:
        self._fail(statement)
        return self._connection.executemany(statement, rows)

    def _fail(self, statement: str) -> None:
        if self.fails and statement.startswith(self.fails[0]):
            error = sqlite3.OperationalError("disk I/O error")
            error.sqlite_errorcode = self.fails[1]
            raise error

    def __getattr__(self, name: str) -> Callable[..., Any]:
        found: Callable[..., Any] = getattr(self._connection, name)
        return found


@pytest.fixture
def log(tmp_path: Path) -> Iterator[SqliteLog]:
    with closing(SqliteLog(tmp_path / "log.sqlite", CountingClock())) as log:
        log.append([write(*rounds(1, 3))], key="given")
        log._connection = Failing(log._connection)  # type: ignore[assignment]  # it stands in for one
        yield log


def failing(log: SqliteLog) -> Failing:
    assert isinstance(log._connection, Failing)
    return log._connection


@pytest.mark.parametrize("code", [sqlite3.SQLITE_IOERR_FSYNC, sqlite3.SQLITE_IOERR_WRITE, sqlite3.SQLITE_IOERR])
def test_after_a_failed_sync_nothing_is_written_until_the_log_is_opened_anew(log: SqliteLog, tmp_path: Path, code: int) -> None:
    failing(log).fails = ("COMMIT", code)
    with pytest.raises(LogError, match="a disk that reads and writes"):
        log.append([write(round_finished(4))], key="k")
    failing(log).fails = None  # the next sync would succeed, and prove nothing

    with pytest.raises(LogError, match=r"found an earlier failure \(disk I/O error\).*open the log anew"):
        log.append([write(round_finished(5))], key="other")

    assert len(every(log)) == 3  # it can still be read
    with closing(SqliteLog(tmp_path / "log.sqlite", CountingClock())) as again:
        assert again.append([write(round_finished(4))], key="k")[0].position == 4
        assert verify(again) == again.head()


@pytest.mark.parametrize(
    ("statement", "code"), [("BEGIN", sqlite3.SQLITE_BUSY), ("COMMIT", sqlite3.SQLITE_FULL), ("UPDATE head", sqlite3.SQLITE_FULL)]
)
def test_a_full_disk_or_a_busy_log_refuses_one_append_only(log: SqliteLog, statement: str, code: int) -> None:
    failing(log).fails = (statement, code)
    with pytest.raises(LogError):
        log.append([write(round_finished(4))], key="k")
    failing(log).fails = None

    assert log.append([write(round_finished(4), expected=3)], key="k")[0].position == 4
    assert verify(log) == log.head()


def test_a_failure_in_the_midst_of_an_append_leaves_nothing_and_no_wrong_memory_of_it(log: SqliteLog) -> None:
    failing(log).fails = ("INSERT INTO append_call", sqlite3.SQLITE_FULL)
    with pytest.raises(LogError):
        log.append([write(*rounds(4, 5)), write(round_finished(1), stream="run-new")], key="k")
    failing(log).fails = None

    assert len(every(log)) == 3
    assert [one.version for one in log.append([write(round_finished(4)), write(round_finished(1), stream="run-new", expected=0)], key="k")] == [4, 1]
    assert verify(log) == log.head()


def test_a_page_larger_than_sqlite_holds_in_one_value_comes_in_parts(log: SqliteLog) -> None:
    log.append([write(*rounds(4, 9))], key="more")
    connection: Any = failing(log)
    longest = sum(map(len, every(log)[:4]))
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, longest + 10)

    page = log.packed(after=log.tail(after=log.tail(after=0, limit=1)[0].position, limit=1)[0].position, limit=100)  # type: ignore[arg-type]  # a plain number does

    assert 0 < int.from_bytes(page[1:5], "big") < 7
