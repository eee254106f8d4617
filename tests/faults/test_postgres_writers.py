"""Several writers and readers of one PostgreSQL log: dense positions in the order of their commits, whatever is killed meanwhile."""

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from functools import cache, partial

import psycopg
import pytest

from haste.errors import CorruptLogError, ExpectedVersionError, ForeignLogError, LogError
from haste.events.event import FORMAT
from haste.store import postgres_bell
from haste.store.postgres import PostgresLog
from haste.store.verifying import verify
from haste.vocabulary.ids import Position
from tests.logs import BLUE, CountingClock, round_finished, rounds, write
from tests.postgres import new_dsn

WRITERS = 4
APPENDS = 40


@pytest.fixture
def dsn() -> str:
    return new_dsn()


@pytest.fixture
def tool(dsn: str) -> Iterator[psycopg.Connection]:
    """A connection of somebody else."""
    with psycopg.connect(dsn, autocommit=True) as connection:
        yield connection


def opened(dsn: str) -> PostgresLog:
    return PostgresLog(dsn, CountingClock())


def append_all(dsn: str, name: str) -> None:
    with closing(opened(dsn)) as log:
        for number in range(APPENDS):
            log.append([write(*rounds(1, 3), stream=f"run-{name}"), write(round_finished(number), stream="run-all")], key=f"{name}-{number}")


def tailed(page: Callable[[int], list[int]], writers: Sequence[Callable[[], None]]) -> list[int]:
    """What a reader sees who goes on from where it was while all of these write, and looks once more when they are done.

    Args:
        page: At most some of the positions above one, in order.
        writers: Each writes all that it has to write.
    """
    seen: list[int] = []
    ended = threading.Event()

    def tail() -> None:
        last = False
        while not last:
            last = ended.wait(0.001)
            while found := page(seen[-1] if seen else 0):
                seen.extend(found)

    with ThreadPoolExecutor(len(writers) + 1) as threads:
        reader = threads.submit(tail)
        failures = [one.exception(120) for one in [threads.submit(writer) for writer in writers]]
        ended.set()
        reader.result(60)
    assert failures == [None] * len(writers)
    return seen


def test_several_that_start_at_once_make_one_log_and_a_reader_that_tails_misses_nothing(dsn: str) -> None:
    total = WRITERS * APPENDS * 4
    reader = cache(lambda: opened(dsn))  # it starts with the others

    seen = tailed(
        lambda after: [stored.position for stored in reader().tail(after=Position(after), limit=50)],
        [partial(append_all, dsn, f"w{number}") for number in range(WRITERS)],
    )

    assert seen == list(range(1, total + 1))
    with closing(reader()) as log:
        assert verify(log) == log.head()
        assert len({stored.key for stored in log.tail(after=Position(0), limit=total)}) == WRITERS * APPENDS


def test_positions_from_a_sequence_are_missed_by_the_same_reader(tool: psycopg.Connection, dsn: str) -> None:
    tool.execute("CREATE TABLE naive (position bigserial PRIMARY KEY)")

    def insert_all() -> None:
        with psycopg.connect(dsn, autocommit=True) as connection:
            for _ in range(APPENDS):
                with connection.transaction():
                    connection.execute("INSERT INTO naive DEFAULT VALUES")
                    connection.execute("SELECT pg_sleep(random() / 200)")  # a commit may come later than that of a higher position

    seen = tailed(
        lambda after: [
            row[0] for row in tool.execute("SELECT position FROM naive WHERE position > %s ORDER BY position LIMIT 50", (after,)).fetchall()
        ],
        [insert_all] * WRITERS,
    )

    assert len(seen) < WRITERS * APPENDS  # the mutant: some are never seen, which is what the test above rules out
    assert tool.execute("SELECT count(*) FROM naive").fetchone() == (WRITERS * APPENDS,)


def test_a_writer_waits_for_a_long_open_transaction_and_readers_do_not(dsn: str) -> None:
    with closing(opened(dsn)) as log, closing(opened(dsn)) as other, psycopg.connect(dsn) as long:
        log.append([write(*rounds(1, 2))], key="given")
        long.execute("SELECT FROM haste_head FOR UPDATE")
        waiting = threading.Thread(target=lambda: other.append([write(round_finished(3))], key="waits"))
        waiting.start()
        time.sleep(0.2)

        assert waiting.is_alive()
        assert log.head().position == 2
        long.rollback()
        waiting.join(20)
        assert log.head().position == 3
        assert log.append([write(round_finished(4), expected=3)], key="next")[0].position == 4


def test_a_backend_that_is_killed_is_replaced_and_its_call_is_stored_once(dsn: str, tool: psycopg.Connection) -> None:
    with closing(opened(dsn)) as log:
        for number in range(10):
            (killed,) = tool.execute("SELECT pg_terminate_backend(%s)", (log._connection.info.backend_pid,)).fetchone() or (False,)
            assert killed

            recorded = log.append([write(round_finished(number), expected=number)], key=str(number))

            assert recorded[0].position == number + 1
        assert verify(log) == log.head()


def test_a_commit_whose_outcome_is_unknown_is_found_by_its_key(dsn: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with closing(opened(dsn)) as log, closing(opened(dsn)) as killer:
        written = log._written
        killed: list[int] = []

        def written_and_cut_off(*arguments: object) -> bool:
            stored = written(*arguments)  # type: ignore[arg-type]  # what it was given
            if not killed:
                killed.append(log._connection.info.backend_pid)
                killer._connection.execute("SELECT pg_terminate_backend(%s)", (killed[0],))
                log._connection.execute("SELECT 1")  # the answer is lost on the way
            return stored

        monkeypatch.setattr(log, "_written", written_and_cut_off)

        recorded = log.append([write(*rounds(1, 2), expected=0)], key="k")

        assert killed
        assert [one.position for one in recorded] == [1, 2]
        assert log.head().position == 2


def test_two_writers_in_turn_never_trust_what_they_remember(dsn: str) -> None:
    with closing(opened(dsn)) as one, closing(opened(dsn)) as other:
        for number in range(12):
            (one if number % 2 else other).append([write(round_finished(number), expected=number)], key=str(number))

        assert other.append([write(round_finished(0), expected=0)], key="0")[0].position == 1
        assert one.append([write(round_finished(0), expected=0)], key="0")[0].position == 1
        assert verify(one) == other.head()


def test_a_writer_that_was_overtaken_forgets_what_it_knew_of_all_streams(dsn: str) -> None:
    with closing(opened(dsn)) as one, closing(opened(dsn)) as other:
        one.append([write(round_finished(1))], key="1")
        other.append([write(round_finished(2))], key="2")
        one.append([write(round_finished(3), stream=BLUE)], key="3")  # only here it learns that there is another writer

        with pytest.raises(ExpectedVersionError):
            one.append([write(round_finished(4), expected=1)], key="4")
        assert [one.append([write(round_finished(5))], key="5")[0].version, verify(one)] == [3, other.head()]


@pytest.mark.parametrize("table", ["haste_event", "haste_stream", "haste_append_call", "haste_meta"])
@pytest.mark.parametrize("verb", ["DELETE FROM {}", "TRUNCATE {}", "UPDATE {} SET {} = {}"])
def test_what_was_written_cannot_be_changed_by_plain_sql(dsn: str, tool: psycopg.Connection, table: str, verb: str) -> None:
    with closing(opened(dsn)) as log:
        log.append([write(*rounds(1, 2))], key="k")
    column = {"haste_event": "data", "haste_stream": "name", "haste_append_call": "first", "haste_meta": "format"}[table]

    with pytest.raises(psycopg.errors.RaiseException, match="never changed"):
        tool.execute(verb.format(table, column, column).encode())


def test_a_reader_sees_what_is_written_and_cannot_write(dsn: str) -> None:
    with closing(opened(dsn)) as log, closing(PostgresLog(dsn, CountingClock(), read_only=True)) as reader:
        log.append([write(round_finished(1))], key="k")

        assert verify(reader) == log.head()
        with pytest.raises(LogError, match="read-only"):
            reader.append([write(round_finished(2))], key="other")


def test_what_is_no_log_is_told_from_one(dsn: str, tool: psycopg.Connection) -> None:
    with pytest.raises(ForeignLogError, match="found no tables of one"):
        PostgresLog(dsn, CountingClock(), read_only=True)
    opened(dsn).close()
    tool.execute("DROP TRIGGER guard ON haste_meta")
    tool.execute("UPDATE haste_meta SET format = 7")
    with pytest.raises(ForeignLogError, match="found format 7"):
        opened(dsn)
    tool.execute("DELETE FROM haste_head")
    tool.execute("UPDATE haste_meta SET format = %s", (FORMAT,))
    with closing(opened(dsn)) as log, pytest.raises(CorruptLogError, match="the row that names the last event"):
        log.append([write(round_finished(1))], key="k")


def test_a_server_that_is_not_there_is_named_without_a_password() -> None:
    with pytest.raises(LogError, match=r"host=127\.0\.0\.1") as caught:
        opened("host=127.0.0.1 port=1 user=nobody password=secret dbname=x connect_timeout=2")

    assert "secret" not in str(caught.value)


def rings_for(dsn: str, log: PostgresLog) -> float:
    """How long a waiting reader takes to see an append of somebody else's, in seconds."""
    with closing(opened(dsn)) as writer, ThreadPoolExecutor(1) as thread:
        after = Position(log.head().position)
        waiting = thread.submit(log.wait, after=after, timeout_s=20.0)
        time.sleep(0.2)
        start = time.monotonic()
        writer.append([write(round_finished(1))], key=f"ring-{after}")
        assert waiting.result(30)
        return time.monotonic() - start


def test_a_waiting_reader_is_woken_by_the_server(dsn: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgres_bell, "_LOOK_EVERY_S", 20.0)  # it does not look by itself here
    with closing(opened(dsn)) as log:
        assert rings_for(dsn, log) < 10


def test_a_reader_that_nobody_wakes_looks_by_itself(dsn: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgres_bell, "_LOOK_EVERY_S", 0.1)
    monkeypatch.setattr(postgres_bell, "CHANNEL", "another")  # the rings go elsewhere
    with closing(opened(dsn)) as log:
        assert rings_for(dsn, log) < 10


def test_a_listener_whose_backend_was_killed_listens_again(dsn: str, tool: psycopg.Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgres_bell, "_LOOK_EVERY_S", 20.0)
    with closing(opened(dsn)) as log:
        assert not log.wait(after=Position(0), timeout_s=0.1)
        listening = log._bell._connection
        assert listening is not None
        for number in range(2):
            before, backend = log._bell._connection, listening.info.backend_pid
            assert number or tool.execute("SELECT pg_terminate_backend(%s)", (backend,)).fetchone() == (True,)

            assert rings_for(dsn, log) < 10
            assert (log._bell._connection is before) == bool(number)
