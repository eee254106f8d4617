"""The adapters that each contract suite runs over: a new adapter is one more line here."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from haste.actors.log_client import BlobClient, LogClient
from haste.actors.log_keeper import LogKeeper
from haste.ports import BlobStore, Clock, EventLog, SkillIndex
from haste.store.blobs import FileBlobs, MemoryBlobs
from haste.store.committing import LogStore
from haste.store.lance import LanceIndex
from haste.store.memory import MemoryLog
from haste.store.postgres import PostgresLog
from haste.store.sqlite import SqliteLog
from tests.logs import CountingClock, OpenLog, close
from tests.postgres import new_dsn

LOGS: dict[str, Callable[[Path, Clock], LogStore]] = {
    "memory": lambda _, clock: MemoryLog(clock),
    "sqlite": lambda folder, clock: SqliteLog(folder / "log.sqlite", clock),
    "postgres": lambda _, clock: PostgresLog(new_dsn(), clock),
    "keeper": lambda _, clock: LogClient(LogKeeper(log=MemoryLog(clock), blobs=MemoryBlobs()).call),
}
BLOBS: dict[str, Callable[[Path], BlobStore]] = {
    "memory": lambda _: MemoryBlobs(),
    "file": lambda folder: FileBlobs(folder / "blobs"),
    "keeper": lambda folder: BlobClient(LogKeeper(log=MemoryLog(CountingClock()), blobs=FileBlobs(folder / "blobs")).call),
}
INDEXES: dict[str, Callable[[Path], SkillIndex]] = {
    "lance": lambda folder: LanceIndex(folder / "index"),
}


@pytest.fixture(params=LOGS)
def open_log(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[OpenLog]:
    """Opens one more new log of this adapter."""
    logs: list[EventLog] = []

    def open_one(clock: Clock) -> EventLog:
        logs.append(LOGS[request.param](tmp_path / str(len(logs)), clock))
        return logs[-1]

    yield open_one
    for log in logs:
        close(log)


@pytest.fixture
def log(open_log: OpenLog, clock: CountingClock) -> EventLog:
    return open_log(clock)


@pytest.fixture
def one_of_each(tmp_path: Path) -> Iterator[dict[str, LogStore]]:
    """A log of every adapter, each with a clock of its own that says the same."""
    logs = {name: opened(tmp_path / f"each-{name}", CountingClock()) for name, opened in LOGS.items()}
    yield logs
    for log in logs.values():
        close(log)


@pytest.fixture(params=BLOBS)
def blobs(request: pytest.FixtureRequest, tmp_path: Path) -> BlobStore:
    return BLOBS[request.param](tmp_path)


@pytest.fixture(params=INDEXES)
def index(request: pytest.FixtureRequest, tmp_path: Path) -> SkillIndex:
    return INDEXES[request.param](tmp_path)
