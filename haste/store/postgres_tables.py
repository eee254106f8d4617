"""The tables behind a PostgreSQL log: how they come to be, how they are recognised, and what the server's errors mean."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from psycopg import Connection, errors
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from haste.errors import CorruptLogError, ForeignLogError, LogError
from haste.events.chain import EMPTY
from haste.events.event import FORMAT
from haste.store.formats import require_format

CHANNEL = "haste_log"  # that both append functions notify, with the new head's position; of the database, so that another log may ring too

_APPLICATION = "haste event log"
_CONNECT_TIMEOUT_S = 10
_FIRST_START = 0x68617374  # "hast": the advisory lock of whoever makes the tables, so that several may start at once

# Names and keys are bytes under an index of their SHA-256: PostgreSQL's text has no zero byte, its index no long value.
# Storage EXTERNAL: the server compresses no event, as no other log does.
_TABLES = """
CREATE TABLE haste_meta (one int PRIMARY KEY CHECK (one = 1), application text NOT NULL, format int NOT NULL);
CREATE TABLE haste_head (one int PRIMARY KEY CHECK (one = 1), position bigint NOT NULL, hash bytea NOT NULL);
CREATE TABLE haste_stream (id bigint PRIMARY KEY, digest bytea NOT NULL UNIQUE, name bytea NOT NULL);
CREATE TABLE haste_event (
    position bigint PRIMARY KEY,
    stream bigint NOT NULL,
    version bigint NOT NULL,
    data bytea STORAGE EXTERNAL NOT NULL,
    envelope bytea STORAGE EXTERNAL NOT NULL,
    UNIQUE (stream, version)
);
CREATE TABLE haste_append_call (digest bytea PRIMARY KEY, first bigint NOT NULL, last bigint NOT NULL);
"""

# The head is moved first, from where the caller believes it to be: that takes its row's lock, which is held to the
# commit. So positions are dense, and become visible in their order: a reader that has seen one has seen all below it.
_APPEND = """
CREATE FUNCTION haste_append(
    known bigint, known_hash bytea, new bigint, new_hash bytea, stream_ids bigint[], stream_digests bytea[], stream_names bytea[],
    call_digests bytea[], firsts bigint[], lasts bigint[], streams bigint[], versions bigint[], datas bytea[], envelopes bytea[]
) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM haste_append_call WHERE digest = ANY (call_digests)) THEN
        RETURN false;
    END IF;
    UPDATE haste_head SET position = new, hash = new_hash WHERE position = known AND hash = known_hash;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    INSERT INTO haste_stream SELECT * FROM unnest(stream_ids, stream_digests, stream_names);
    INSERT INTO haste_append_call SELECT * FROM unnest(call_digests, firsts, lasts);
    INSERT INTO haste_event
    SELECT known + place, stream, version, data, envelope
    FROM unnest(streams, versions, datas, envelopes) WITH ORDINALITY AS event (stream, version, data, envelope, place);
    PERFORM pg_notify('haste_log', new::text);
    RETURN true;
END $$;
CREATE FUNCTION haste_append_one(
    known bigint, known_hash bytea, new_hash bytea, call_digest bytea, stream_id bigint, new_version bigint, new_data bytea, new_envelope bytea
) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM haste_append_call WHERE digest = call_digest) THEN
        RETURN false;
    END IF;
    UPDATE haste_head SET position = known + 1, hash = new_hash WHERE position = known AND hash = known_hash;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    INSERT INTO haste_append_call VALUES (call_digest, known + 1, known + 1);
    INSERT INTO haste_event VALUES (known + 1, stream_id, new_version, new_data, new_envelope);
    PERFORM pg_notify('haste_log', (known + 1)::text);
    RETURN true;
END $$;
CREATE FUNCTION haste_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a log is appended to, never changed';
END $$;
"""
_GUARD = "CREATE TRIGGER guard BEFORE UPDATE OR DELETE OR TRUNCATE ON {} EXECUTE FUNCTION haste_refuse();"
_GUARDED = ("haste_meta", "haste_stream", "haste_event", "haste_append_call")  # all but the head, which moves

_UNREACHABLE = (errors.OperationalError, errors.InterfaceError)
_CORRUPT = (errors.IntegrityError, errors.DataCorrupted, errors.IndexCorrupted)


def connected(dsn: str, *, read_only: bool) -> Connection:
    """Open a log's connection, making its tables first where none are there and it may be written.

    Raises:
        ForeignLogError: There is no log, or one of a format that this version does not read.
        LogError: The server cannot be reached, or refuses.
    """
    with translated(dsn):
        connection = psycopg.connect(_settings(dsn, read_only=read_only), autocommit=True)
        try:
            if not read_only:
                _make(connection)
            _require_format(dsn, connection)
        except BaseException:
            connection.close()
            raise
        return connection


@contextmanager
def translated(dsn: str) -> Iterator[None]:
    """Turn errors of the server, and of the way to it, into errors of a log."""
    try:
        yield
    except psycopg.Error as error:
        said = str(error).strip()
        if isinstance(error, _CORRUPT):
            next_step = "Run `haste log verify` to find the first bad position; restore a copy."
            raise CorruptLogError(expected="a whole log", found=said, where=place(dsn), next_step=next_step) from error
        expected = "a server that can be reached" if isinstance(error, _UNREACHABLE) else "a server that reads and writes"
        next_step = "Look at the server; then try again, with the same key."
        raise LogError(expected=expected, found=said, where=place(dsn), next_step=next_step) from error


def place(dsn: str) -> str:
    """The address of a log for messages: never with its password."""
    try:
        parts = conninfo_to_dict(dsn)
    except psycopg.ProgrammingError:
        return "PostgreSQL log"
    return "PostgreSQL log " + " ".join(f"{name}={parts[name]}" for name in ("host", "port", "dbname", "options") if parts.get(name))


def _settings(dsn: str, *, read_only: bool) -> str:
    given = conninfo_to_dict(dsn)
    options = f"{given.get('options') or ''} -c default_transaction_read_only={'on' if read_only else 'off'} -c client_encoding=UTF8"
    return make_conninfo(dsn, options=options.strip(), connect_timeout=given.get("connect_timeout") or _CONNECT_TIMEOUT_S)


def _there(connection: Connection) -> bool:
    # asked of the catalogue itself: what a session has looked up by name, it may not look up again after it waited for a lock
    return connection.execute("SELECT FROM pg_tables WHERE schemaname = current_schema() AND tablename = 'haste_meta'").fetchone() is not None


def _make(connection: Connection) -> None:
    """All tables, where there are none, in one transaction: of several makers one makes them, and the others find them."""
    if _there(connection):
        return
    with connection.transaction():
        connection.execute("SELECT pg_advisory_xact_lock(%s)", (_FIRST_START,))
        if _there(connection):
            return
        connection.execute(_TABLES)
        connection.execute(_APPEND)
        connection.execute("".join(_GUARD.format(table) for table in _GUARDED))
        connection.execute("INSERT INTO haste_head VALUES (1, %s, %s)", (EMPTY.position, EMPTY.hash))
        connection.execute("INSERT INTO haste_meta VALUES (1, %s, %s)", (_APPLICATION, FORMAT))


def _require_format(dsn: str, connection: Connection) -> None:
    if not _there(connection):
        raise _foreign(dsn, found="no tables of one", next_step="Check the address; a sweep makes its log when it starts.")
    row = connection.execute("SELECT application, format FROM haste_meta").fetchone()
    if row is None or row[0] != _APPLICATION:
        raise _foreign(dsn, found="tables of something else", next_step="Name the database or the schema of a log.")
    require_format(row[1], where=place(dsn))


def _foreign(dsn: str, *, found: str, next_step: str) -> ForeignLogError:
    return ForeignLogError(expected=f"a HASTE log of format {FORMAT}", found=found, where=place(dsn), next_step=next_step)
