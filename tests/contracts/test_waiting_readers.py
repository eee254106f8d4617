"""Readers that wait for a log to grow: woken or not, they see each event once, in order, and none is missed."""

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from pathlib import Path

import pytest

from haste.cli.log_showing import followed
from haste.ports import Clock
from haste.store.committing import KeptLog
from haste.store.postgres import PostgresLog
from haste.store.sqlite import SqliteLog
from haste.vocabulary.ids import Position
from tests.contracts.conftest import LOGS
from tests.logs import CountingClock, close, round_finished, rounds, write
from tests.postgres import new_dsn

START = Position(0)
WRITERS, APPENDS = 3, 25

OpenKept = Callable[[Clock], KeptLog]


@pytest.fixture(params=["memory", "sqlite", "postgres"])
def open_kept(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[OpenKept]:
    """Opens the same log again and again, each time by a connection of its own."""
    logs: list[KeptLog] = []
    address = new_dsn() if request.param == "postgres" else ""

    def open_one(clock: Clock) -> KeptLog:
        match request.param:
            case "postgres":
                logs.append(PostgresLog(address, clock))
            case "sqlite":
                logs.append(SqliteLog(tmp_path / "log.sqlite", clock))
            case _:
                logs.append(logs[0] if logs else LOGS["memory"](tmp_path, clock))  # type: ignore[arg-type]  # a log in memory is kept where it is
        return logs[-1]

    yield open_one
    for log in logs:
        close(log)


def test_who_waits_for_what_is_there_already_does_not_wait(open_kept: OpenKept) -> None:
    log = open_kept(CountingClock())
    log.append([write(*rounds(1, 3))], key="k")

    assert log.wait(after=Position(2), timeout_s=0.0)


def test_who_waits_for_what_does_not_come_is_told_so_in_time(open_kept: OpenKept) -> None:
    log = open_kept(CountingClock())
    log.append([write(*rounds(1, 3))], key="k")
    start = time.monotonic()

    assert not log.wait(after=Position(3), timeout_s=0.3)

    assert 0.25 < time.monotonic() - start < 10


def test_readers_beside_several_writers_see_each_event_once_and_miss_none(open_kept: OpenKept) -> None:
    total = WRITERS * APPENDS * 3
    opened = [open_kept(CountingClock()) for _ in range(WRITERS + 2)]
    begun = threading.Barrier(WRITERS + 2)

    def append(number: int) -> None:
        begun.wait(30)
        for call in range(APPENDS):
            writes = [write(*rounds(1, 2), stream=f"run-{number}"), write(round_finished(call), stream="run-all")]
            opened[number].append(writes, key=f"{number}-{call}")
            if call % 5 == number:
                time.sleep(0.02)  # now and then a reader is through, and has to wait

    def read(number: int) -> list[int]:
        begun.wait(30)
        return [stored.position for stored in islice(followed(opened[number], START), total)]

    with ThreadPoolExecutor(WRITERS + 2) as threads:
        readers = [threads.submit(read, number) for number in (WRITERS, WRITERS + 1)]
        for writer in [threads.submit(append, number) for number in range(WRITERS)]:
            writer.result(120)
        seen = [reader.result(60) for reader in readers]

    assert seen == [list(range(1, total + 1))] * 2
