"""Less than a log: the same events as plain rows, without the chain of hashes, or only decoded. What the rest costs shows beside these."""

import sqlite3
from collections.abc import Sequence
from pathlib import Path
from unittest.mock import patch
from uuid import uuid4

from benchmarks.log import house
from benchmarks.log.measuring import Work
from benchmarks.log.workload import STREAMS, batches
from haste.events import codec
from haste.events.chain import GENESIS
from haste.events.event import Event
from haste.store.committing import LogStore

_TABLE = (
    "CREATE TABLE event (position INTEGER PRIMARY KEY, stream TEXT NOT NULL, version INTEGER NOT NULL, data BLOB NOT NULL, UNIQUE (stream, version))"
)


class _Unhashed:
    """Stands in for a hash and hashes nothing."""

    def __init__(self, _: bytes) -> None: ...

    def digest(self) -> bytes:
        return GENESIS


def appending(folder: Path, given: Sequence[Event], size: int) -> Work:
    """Insert events in batches, each durable before the next: no guard, key, chain or envelope. Encoding is part of the work."""
    connection = sqlite3.connect(folder / f"{uuid4().hex}.sqlite", isolation_level=None)
    for statement in ("PRAGMA journal_mode = WAL", "PRAGMA synchronous = FULL", _TABLE):
        connection.execute(statement)
    versions = [0] * STREAMS

    def work() -> None:
        for number, page in enumerate(batches(given, size)):
            stream = number % STREAMS
            rows = [(f"run-{stream}", version, codec.encode(event)) for version, event in enumerate(page, versions[stream] + 1)]
            versions[stream] += len(page)
            connection.execute("BEGIN IMMEDIATE")
            connection.executemany("INSERT INTO event (stream, version, data) VALUES (?, ?, ?)", rows)
            connection.execute("COMMIT")

    return work


def unchained(log: LogStore, given: Sequence[Event], size: int) -> Work:
    """Append events in batches to a log that hashes nothing."""
    append = house.appending(log, given, size)

    def work() -> None:
        with patch("haste.store.stamping._sha256", _Unhashed):
            append()

    return work


def encoded(given: Sequence[Event]) -> list[bytes]:
    """Their bytes, one by one."""
    return [codec.encode(event) for event in given]


def decoding(stored: Sequence[bytes]) -> Work:
    """Decode all of them, whole and one by one, and do nothing with them: what no replay of whole events can be quicker than, but for pages."""

    def work() -> None:
        for data in stored:
            codec.decode(data)

    return work
