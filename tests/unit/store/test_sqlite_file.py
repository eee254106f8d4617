"""A SQLite log is recognised, made once, and never mistaken for anything else."""

import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from haste.errors import CorruptLogError, ForeignLogError, LogError
from haste.events.event import FORMAT
from haste.store import sqlite_file
from haste.store.exporting import exported, imported
from haste.store.sqlite import SqliteLog
from haste.store.verifying import verify
from haste.vocabulary.ids import Position, Time
from tests.logs import BLUE, CountingClock, every, round_finished, rounds, write

NOBODY = 65534
ROOT = Path(__file__).parents[3]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "log.sqlite"


def filled(path: Path, events: int = 3) -> SqliteLog:
    log = SqliteLog(path, CountingClock())
    log.append([write(*rounds(1, events))], key="given")
    return log


def changed(path: Path, statement: str, *values: object) -> None:
    """Change a log as somebody with a database tool would."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'").fetchall():
            connection.execute(f"DROP TRIGGER {name}")
        connection.execute(statement, values)


def test_a_log_is_made_with_its_folders_and_nothing_else(tmp_path: Path) -> None:
    log = SqliteLog(tmp_path / "deep" / "er" / "log.sqlite", CountingClock())
    log.close()

    assert [file.name for file in (tmp_path / "deep" / "er").iterdir()] == ["log.sqlite"]


def test_a_log_is_durable_by_its_settings(path: Path) -> None:
    with closing(filled(path)) as log:
        values = [log._connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("journal_mode", "synchronous", "page_size")]

    assert values == ["wal", 2, 4096]


def test_a_log_goes_on_where_it_was_closed(path: Path) -> None:
    filled(path).close()

    with closing(SqliteLog(path, CountingClock())) as log:
        assert log.append([write(round_finished(4), expected=3)], key="next")[0].position == 4
        assert log.append([write(*rounds(1, 3), expected=0)], key="given")[-1].position == 3  # the key outlived the process
        assert verify(log) == log.head()


def test_a_write_has_one_row_in_the_index_of_streams_however_many_events_it_has(path: Path, tmp_path: Path) -> None:
    with closing(filled(path, events=100)) as log, closing(SqliteLog(tmp_path / "again.sqlite", CountingClock())) as again:
        log.append([write(round_finished(1), stream=BLUE), write(*rounds(101, 150), expected=100)], key="next")
        imported(list(exported(log)), again, where="lines")

        for one in (log, again):
            assert one._connection.execute("SELECT version, first, last FROM span ORDER BY first").fetchall() == [
                (100, 1, 100),
                (1, 101, 101),
                (150, 102, 151),
            ]


def test_two_open_logs_on_one_file_write_in_turn(path: Path) -> None:
    with closing(SqliteLog(path, CountingClock())) as one, closing(SqliteLog(path, CountingClock())) as other:
        for number in range(1, 9):
            (one if number % 2 else other).append([write(round_finished(number), expected=number - 1)], key=str(number))

        assert every(one) == every(other)
        assert verify(one) == other.head()


def test_a_reader_sees_what_is_written_after_it_opened_and_cannot_write(path: Path) -> None:
    with closing(filled(path)) as log, closing(SqliteLog(path, CountingClock(), read_only=True)) as reader:
        log.append([write(round_finished(4))], key="later")

        assert verify(reader) == log.head()
        with pytest.raises(LogError, match="may be written"):
            reader.append([write(round_finished(5))], key="k")


@pytest.mark.parametrize("table", ["event", "span", "stream", "append_call", "meta"])
@pytest.mark.parametrize("verb", ["UPDATE {} SET rowid = 9", "DELETE FROM {}"])
def test_what_was_written_cannot_be_changed_by_plain_sql(path: Path, table: str, verb: str) -> None:
    filled(path).close()
    column = {"append_call": "first", "span": "first", "event": "data", "stream": "name", "meta": "format"}[table]

    with closing(sqlite3.connect(path)) as connection, pytest.raises(sqlite3.IntegrityError, match="never changed"):
        connection.execute(verb.format(table).replace("rowid = 9", f"{column} = {column}"))


def test_reading_where_no_log_is_says_so_and_makes_none(path: Path) -> None:
    with pytest.raises(ForeignLogError, match=rf"expected a HASTE log of format {FORMAT}, found no file\. Check the path"):
        SqliteLog(path, CountingClock(), read_only=True)

    assert not path.exists()


@pytest.mark.parametrize("read_only", [True, False])
@pytest.mark.parametrize(
    ("content", "found"),
    [(b"", "an empty file"), (b"id,score\n1,0.5\n", "a file that begins with b'id,score"), (b"SQLite", "begins with b'SQLite'")],
    ids=["empty", "table", "start-of-a-log"],
)
def test_a_file_that_is_no_database_is_refused_and_left_alone(path: Path, content: bytes, found: str, read_only: bool) -> None:  # noqa: FBT001 - a row of a table
    path.write_bytes(content)

    with pytest.raises(ForeignLogError, match=found):
        SqliteLog(path, CountingClock(), read_only=read_only)

    assert path.read_bytes() == content
    assert [file.name for file in path.parent.iterdir()] == [path.name]


@pytest.mark.parametrize("read_only", [True, False])
@pytest.mark.parametrize(
    "statement",
    ["CREATE TABLE users (id)", "CREATE TABLE meta (key, value)", "CREATE TABLE meta (application TEXT, format INTEGER)"],
)
def test_a_database_of_something_else_is_refused_and_left_alone(path: Path, statement: str, read_only: bool) -> None:  # noqa: FBT001 - a row of a table
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(statement)
    content = path.read_bytes()

    with pytest.raises(ForeignLogError, match="a SQLite file of something else"):
        SqliteLog(path, CountingClock(), read_only=read_only)

    assert path.read_bytes() == content


def test_a_log_of_another_application_is_refused(path: Path) -> None:
    filled(path).close()
    changed(path, "UPDATE meta SET application = 'somebody else'")

    with pytest.raises(ForeignLogError, match="a SQLite file of something else"):
        SqliteLog(path, CountingClock())


def test_a_text_that_is_none_is_corruption(path: Path) -> None:
    filled(path).close()
    changed(path, "UPDATE event SET envelope = ? WHERE position = 2", b"\x99\x02\xa1\xff" + bytes(40))

    with closing(SqliteLog(path, CountingClock())) as log, pytest.raises(CorruptLogError, match="utf-8"):
        every(log)


def test_a_name_of_the_application_that_is_no_text_is_corruption(path: Path) -> None:
    filled(path).close()
    changed(path, "UPDATE meta SET application = CAST(x'ff6861' AS TEXT)")

    with pytest.raises(CorruptLogError, match="haste log verify"):
        SqliteLog(path, CountingClock())


def test_a_schema_that_takes_another_table_for_the_head_is_corruption(path: Path) -> None:
    filled(path).close()
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute("UPDATE sqlite_schema SET rootpage = (SELECT rootpage FROM sqlite_schema WHERE name = 'meta') WHERE name = 'head'")

    with (
        closing(SqliteLog(path, CountingClock())) as log,
        pytest.raises(CorruptLogError, match="expected the row that names the last event, found another"),
    ):
        log.head()


def test_a_log_with_the_tables_of_an_earlier_day_is_refused(path: Path) -> None:
    filled(path).close()
    changed(path, "ALTER TABLE event ADD COLUMN version INTEGER")

    with pytest.raises(ForeignLogError, match="found other tables"):
        SqliteLog(path, CountingClock())


def test_a_folder_is_no_log(tmp_path: Path) -> None:
    with pytest.raises(ForeignLogError, match="not a file"):
        SqliteLog(tmp_path, CountingClock())


def test_a_place_below_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")

    with pytest.raises(LogError, match="may read and write"):
        SqliteLog(tmp_path / "file" / "log.sqlite", CountingClock())


def test_a_name_with_signs_of_an_address_is_a_name(tmp_path: Path) -> None:
    path = tmp_path / "log?mode=ro#100%.sqlite"

    with closing(filled(path)) as log:
        assert log.head().position == 3
    assert path.is_file()


def test_a_log_without_its_head_row_is_corrupt(path: Path) -> None:
    filled(path).close()
    changed(path, "DELETE FROM head")

    with closing(SqliteLog(path, CountingClock())) as log, pytest.raises(CorruptLogError, match="the row that names the last event"):
        log.append([write(round_finished(4))], key="k")


def test_a_position_that_is_taken_already_is_corruption_and_not_a_crash(path: Path) -> None:
    with closing(filled(path)) as log:
        changed(path, "UPDATE head SET position = 1")

        with pytest.raises(CorruptLogError, match="haste log verify"):
            log.append([write(round_finished(4))], key="k")
        assert len(every(log)) == 3


def test_a_full_disk_refuses_one_append_and_keeps_the_rest(path: Path) -> None:
    with closing(filled(path)) as log:
        (pages,) = log._connection.execute("PRAGMA page_count").fetchone()
        log._connection.execute(f"PRAGMA max_page_count = {pages}")

        with pytest.raises(LogError, match="room on the disk"):
            log.append([write(*rounds(1, 5000))], key="large")

        log._connection.execute("PRAGMA max_page_count = 100000")
        assert verify(log) == log.head()
        assert log.append([write(*rounds(1, 5000))], key="large")[0].position == 4


def test_an_append_that_is_interrupted_leaves_nothing(path: Path) -> None:
    class Interrupting(CountingClock):
        def now(self) -> Time:
            raise KeyboardInterrupt

    filled(path).close()
    with closing(SqliteLog(path, Interrupting())) as log, closing(SqliteLog(path, CountingClock())) as other:
        with pytest.raises(KeyboardInterrupt):
            log.append([write(round_finished(4))], key="k")

        assert other.append([write(round_finished(4))], key="k")[0].position == 4  # nor is the write lock held


def test_a_lock_that_is_not_let_go_is_named(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite_file, "BUSY_TIMEOUT_S", 0.05)
    with closing(filled(path)) as holder, closing(SqliteLog(path, CountingClock())) as log:
        holder._connection.execute("BEGIN IMMEDIATE")

        assert log.head().position == 3  # readers do not wait
        with pytest.raises(LogError, match="the write lock"):
            log.append([write(round_finished(4))], key="k")


def test_a_closed_log_says_so(path: Path) -> None:
    log = filled(path)
    log.close()

    with pytest.raises(LogError, match="closed database"):
        log.head()


def test_several_processes_that_start_at_once_share_one_log(path: Path) -> None:
    start, gate = os.pipe()
    writers = [
        subprocess.Popen(
            [sys.executable, "tests/writer.py", str(path), f"w{number}", "10"],
            stdin=start,
            stdout=subprocess.DEVNULL,
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )
        for number in range(4)
    ]
    os.close(start)

    os.close(gate)  # the end of their input: all of them open the log now

    assert [writer.wait(timeout=60) for writer in writers] == [0] * 4
    with closing(SqliteLog(path, CountingClock(), read_only=True)) as log:
        assert verify(log) == log.head()
        assert len({stored.key for stored in log.tail(after=Position(0), limit=1000)}) == 40
    assert [file.name for file in path.parent.iterdir() if file.name.startswith(".log-")] == []


@pytest.fixture
def shut_folder() -> Iterator[Path]:
    """A folder that everybody may read and nobody may write; not below tmp_path, which others may not enter."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        yield folder
        folder.chmod(0o755)


@contextmanager
def as_nobody() -> Iterator[None]:
    """Go on without root's rights, which no folder stops."""
    user = os.geteuid()
    if user == 0:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(user)


def test_a_log_is_read_by_a_user_who_may_write_nothing(shut_folder: Path) -> None:
    filled(shut_folder / "log.sqlite").close()
    shut_folder.chmod(0o555)

    with as_nobody(), closing(SqliteLog(shut_folder / "log.sqlite", CountingClock(), read_only=True)) as log:
        assert verify(log) == log.head()
        assert log.head().position == 3

    assert [file.name for file in shut_folder.iterdir()] == ["log.sqlite"]


def test_a_log_that_is_being_written_is_read_by_a_user_who_may_write_nothing(shut_folder: Path) -> None:
    with closing(filled(shut_folder / "log.sqlite")) as writer:
        shut_folder.chmod(0o555)
        with as_nobody():
            reader = SqliteLog(shut_folder / "log.sqlite", CountingClock(), read_only=True)
        with closing(reader):
            writer.append([write(round_finished(4))], key="later")

            assert verify(reader) == writer.head()


def test_a_killed_writers_log_in_a_shut_folder_is_refused_with_what_to_do(shut_folder: Path) -> None:
    path = shut_folder / "log.sqlite"
    with closing(filled(shut_folder / "other.sqlite")):
        for end in ("", "-wal"):
            path.with_name(path.name + end).write_bytes((shut_folder / f"other.sqlite{end}").read_bytes())
    shut_folder.chmod(0o555)

    with as_nobody(), pytest.raises(LogError, match="copy all three files"):
        SqliteLog(path, CountingClock(), read_only=True)


def test_a_log_cannot_be_made_in_a_shut_folder(shut_folder: Path) -> None:
    shut_folder.chmod(0o555)

    with as_nobody(), pytest.raises(LogError, match="Permission denied"):
        SqliteLog(shut_folder / "log.sqlite", CountingClock())
