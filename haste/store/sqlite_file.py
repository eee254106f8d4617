"""The file behind a SQLite log: its tables, how it comes to be, how it is recognised, and what its errors mean."""

import os
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory

from haste.errors import CorruptLogError, ForeignLogError, LogError
from haste.events.chain import EMPTY
from haste.events.event import FORMAT, Stored
from haste.events.rows import envelope
from haste.store.folders import made_folder, synced_folder
from haste.store.formats import require_format
from haste.store.placing import Placing

BUSY_TIMEOUT_S = 30.0  # a writer waits so long for another process's transaction; none of ours lasts a second

_APPLICATION = "haste event log"
_MAGIC = b"SQLite format 3\0"
_PAGE_BYTES = 4096
_PRIMARY = 0xFF  # the primary part of an extended SQLite error code
_GUARDED = ("meta", "stream", "event", "span", "append_call")  # all but the head, which moves

# A call has one row of its own, so that the index of keys, the dearest of all features, grows by calls and not by events.
# So has a write: its events follow each other in the log and in their stream, so its span says where they lie, and the version
# of the last of them. The id of a stream is the position of its first event. Position, stream and version stand in the envelope
# too, which is what counts: the spans are an index, and `haste log verify` compares both. The head makes a lost newest event visible.
_SCHEMA = """
CREATE TABLE meta (one INTEGER PRIMARY KEY CHECK (one = 1), application TEXT NOT NULL, format INTEGER NOT NULL) STRICT;
CREATE TABLE head (one INTEGER PRIMARY KEY CHECK (one = 1), position INTEGER NOT NULL, hash BLOB NOT NULL) STRICT;
CREATE TABLE stream (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
CREATE TABLE event (
    position INTEGER PRIMARY KEY,
    data BLOB NOT NULL,
    envelope BLOB NOT NULL
) STRICT;
CREATE TABLE span (
    stream INTEGER NOT NULL,
    version INTEGER NOT NULL,
    first INTEGER NOT NULL,
    last INTEGER NOT NULL,
    PRIMARY KEY (stream, version)
) STRICT, WITHOUT ROWID;
CREATE TABLE append_call (
    key TEXT PRIMARY KEY,
    first INTEGER NOT NULL,
    last INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
"""
_TRIGGER = """
CREATE TRIGGER {table}_{verb} BEFORE {verb} ON {table} BEGIN SELECT RAISE(ABORT, 'a log is appended to, never changed'); END;
"""

_COLUMNS = {"position", "data", "envelope"}

_LogErrorClass = type[LogError]
_MEANINGS: dict[int, tuple[_LogErrorClass, str, str]] = {
    sqlite3.SQLITE_FULL: (LogError, "room on the disk", "Free some space and go on: all that was acknowledged is there."),
    sqlite3.SQLITE_BUSY: (LogError, f"the write lock within {BUSY_TIMEOUT_S:g} s", "Find the process that holds the log, then try again."),
    sqlite3.SQLITE_READONLY: (LogError, "a log that may be written", "Open it for writing, and give this user the right to write."),
    sqlite3.SQLITE_CANTOPEN: (
        LogError,
        "a file that can be opened, and a folder where its -wal and -shm can be made",
        "Give this user the right to both, or copy all three files to a folder that may be written.",
    ),
    sqlite3.SQLITE_IOERR: (LogError, "a disk that reads and writes", "Look at the disk; then try again, with the same key."),
}
_CORRUPT = (CorruptLogError, "a whole log", "Run `haste log verify` to find the first bad position; restore a copy.")
_CORRUPT_CODES = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CONSTRAINT, sqlite3.SQLITE_MISMATCH)
_OTHER = (LogError, "a log that answers", "Look at the file and its folder; then try again, with the same key.")


def opened(path: Path, *, read_only: bool) -> sqlite3.Connection:
    """Open a log, making it first where nothing is there and it may be written.

    Raises:
        ForeignLogError: There is no log at this path, or one of a format that this version does not read.
        LogError: The file cannot be opened or made.
        CorruptLogError: It was a log once.
    """
    with translated(path):
        if not path.exists():
            if read_only:
                raise _foreign(path, found="no file", next_step="Check the path; a sweep makes its log when it starts.")
            _make(path)
        _require_sqlite(path)
        connection = _connected(path, read_only=read_only)
        try:
            _require_format(path, connection)
        except BaseException:
            connection.close()
            raise
        return connection


@contextmanager
def translated(path: Path) -> Iterator[None]:
    """Turn errors of SQLite and of the file system into errors of a log."""
    try:
        yield
    except sqlite3.Error as error:
        kind, expected, next_step = _meaning(error)
        raise kind(expected=expected, found=str(error), where=f"log {path}", next_step=next_step) from error
    except UnicodeDecodeError as error:  # SQLite's own message quotes a schema whose bytes are damaged
        kind, expected, next_step = _CORRUPT
        raise kind(expected=expected, found=f"a damaged schema ({error})", where=f"log {path}", next_step=next_step) from error
    except OSError as error:
        raise LogError(
            expected="a file that this user may read and write",
            found=error.strerror or str(error),
            where=f"log {path}",
            next_step="Give this user the right, or name another place.",
        ) from error


def taken_in(connection: sqlite3.Connection, page: Iterable[Stored]) -> None:
    """Write events of another log, inside a transaction."""
    placed = Placing()
    for _, written in groupby(page, key=lambda stored: (stored.key, stored.stream)):
        run = list(written)
        places = [placed.stream(stored) for stored in run]
        stream, fresh = places[0]
        if fresh:
            connection.execute("INSERT INTO stream VALUES (?, ?)", (stream, run[0].stream))
        connection.executemany("INSERT INTO event VALUES (?, ?, ?)", [(stored.position, stored.data, envelope(stored)) for stored in run])
        connection.execute("INSERT INTO span VALUES (?, ?, ?, ?)", (stream, run[-1].version, run[0].position, run[-1].position))
    connection.executemany("INSERT INTO append_call VALUES (?, ?, ?)", placed.calls())


def disk_failed(path: Path, error: BaseException) -> LogError | None:
    """Why a log must not be written to any more: after a failed sync nobody knows what the disk holds, and syncing again proves nothing."""
    code = getattr(error, "sqlite_errorcode", 0)
    if code & _PRIMARY != sqlite3.SQLITE_IOERR:
        return None
    return LogError(
        expected="a disk that reads and writes",
        found=f"an earlier failure ({error})",
        where=f"log {path}",
        next_step="Look at the disk; then open the log anew, and repeat what was not acknowledged with the same keys.",
    )


def _meaning(error: sqlite3.Error) -> tuple[_LogErrorClass, str, str]:
    code: int | None = getattr(error, "sqlite_errorcode", None)
    if code is None:  # raised by Python's module itself: operational where a text is no UTF-8, else for wrong use
        return _CORRUPT if isinstance(error, sqlite3.OperationalError) else _OTHER
    primary = code & _PRIMARY
    return _CORRUPT if primary in _CORRUPT_CODES else _MEANINGS.get(primary, _OTHER)


def _make(path: Path) -> None:
    """Build the whole file beside its place and link it in: nobody ever sees half a log, and of several makers one wins."""
    made_folder(path.absolute().parent)
    with TemporaryDirectory(dir=path.parent, prefix=".log-") as folder:
        draft = Path(folder) / path.name
        with closing(sqlite3.connect(draft, isolation_level=None)) as connection:
            _lay_out(connection)
        with suppress(FileExistsError):
            os.link(draft, path)
        synced_folder(path.parent)


def _lay_out(connection: sqlite3.Connection) -> None:
    for pragma in (f"page_size = {_PAGE_BYTES}", "journal_mode = WAL", "synchronous = FULL"):
        connection.execute(f"PRAGMA {pragma}")
    triggers = "".join(_TRIGGER.format(table=table, verb=verb) for table in _GUARDED for verb in ("UPDATE", "DELETE"))
    connection.executescript(f"BEGIN; {_SCHEMA} {triggers} COMMIT;")
    connection.execute("INSERT INTO meta VALUES (1, ?, ?)", (_APPLICATION, FORMAT))
    connection.execute("INSERT INTO head VALUES (1, ?, ?)", (EMPTY.position, EMPTY.hash))


def _require_sqlite(path: Path) -> None:
    if not path.is_file():
        raise _foreign(path, found="something that is not a file", next_step="Name the file of a log.")
    with path.open("rb") as file:
        start = file.read(len(_MAGIC))
    if not start:
        raise _foreign(path, found="an empty file", next_step="Remove it, or name another place; HASTE makes its log itself.")
    if start != _MAGIC:
        raise _foreign(path, found=f"a file that begins with {start!r}", next_step="Name the file of a log.")


def _connected(path: Path, *, read_only: bool) -> sqlite3.Connection:
    address = path.absolute().as_uri()
    if not read_only:
        return _connection(f"{address}?mode=rw")
    try:
        return _connection(f"{address}?mode=ro")
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode & _PRIMARY not in (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY) or _unsettled(path):
            raise
    # this reader may make no -shm here, and no writer left anything behind: only then is the file taken as fixed
    return _connection(f"{address}?mode=ro&immutable=1")


def _connection(address: str) -> sqlite3.Connection:
    connection = sqlite3.connect(address, uri=True, timeout=BUSY_TIMEOUT_S, isolation_level=None, check_same_thread=False)
    try:
        connection.execute("PRAGMA synchronous = FULL")  # reads the file, so that what is wrong with it shows here
    except BaseException:
        connection.close()
        raise
    return connection


def _unsettled(path: Path) -> bool:
    wal = path.with_name(f"{path.name}-wal")
    return wal.exists() and wal.stat().st_size > 0


def _require_format(path: Path, connection: sqlite3.Connection) -> None:
    try:
        row = connection.execute("SELECT application, format FROM meta").fetchone()
    except sqlite3.OperationalError as error:
        if getattr(error, "sqlite_errorcode", None) != sqlite3.SQLITE_ERROR:  # Python's own has no code: the text is no UTF-8
            raise
        row = None
    if row is None or row[0] != _APPLICATION or not isinstance(row[1], int):
        raise _foreign(path, found="a SQLite file of something else", next_step="Name the file of a log.")
    require_format(row[1], where=f"log {path}")
    columns = {name for (name,) in connection.execute("SELECT name FROM pragma_table_info('event')")}
    if columns != _COLUMNS:
        raise _foreign(path, found="other tables", next_step="Read it with the version of haste that wrote it, or start a new log.")


def _foreign(path: Path, *, found: str, next_step: str) -> ForeignLogError:
    return ForeignLogError(expected=f"a HASTE log of format {FORMAT}", found=found, where=f"log {path}", next_step=next_step)
