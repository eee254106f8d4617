"""The other side: `eventsourcing` 9.5, its recorders as they come, its application as its users call it."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import msgspec
from eventsourcing.application import Application
from eventsourcing.domain import Aggregate
from eventsourcing.persistence import ApplicationRecorder, JSONTranscoder, StoredEvent
from eventsourcing.postgres import PostgresApplicationRecorder, PostgresDatastore
from eventsourcing.sqlite import SQLiteApplicationRecorder, SQLiteDatastore
from psycopg.conninfo import conninfo_to_dict

from benchmarks.log.measuring import Work
from benchmarks.log.workload import STREAMS, batches
from haste.events import codec
from haste.events.event import Event

_TOPIC = "haste.events.run:ExecutionFinished"
_PAGE = 1000


class Trial(Aggregate):
    """What a run stores in an application of theirs."""

    class Finished(Aggregate.Event):
        """One result of an execution."""

        fields: dict[str, Any]

        def apply(self, aggregate: Any) -> None:  # noqa: ANN401 - theirs has no type
            """Keep the newest score, as any aggregate keeps something."""
            aggregate.score = self.fields["result"]["score"]


def sqlite_recorder(folder: Path) -> SQLiteApplicationRecorder:
    """Their recorder on a new file."""
    recorder = SQLiteApplicationRecorder(SQLiteDatastore(str(folder / f"{uuid4().hex}.sqlite")))
    recorder.create_table()
    return recorder


def postgres_recorder(dsn: str) -> PostgresApplicationRecorder:
    """Their recorder in a database of its own."""
    parts = conninfo_to_dict(dsn)
    address: dict[str, Any] = {name: str(parts[name]) for name in ("dbname", "host", "user")}
    datastore = PostgresDatastore(**address, port=str(parts.get("port") or "5432"), password="")
    recorder = PostgresApplicationRecorder(datastore, events_table_name=f"events_{uuid4().hex[:8]}")
    recorder.create_table()
    return recorder


def appending(recorder: ApplicationRecorder, given: Sequence[Event], size: int) -> Work:
    """Insert events in batches. Encoding is part of the work, by the same codec as ours."""
    streams, versions = [uuid4() for _ in range(STREAMS)], [0] * STREAMS

    def work() -> None:
        for number, page in enumerate(batches(given, size)):
            stream = number % STREAMS
            first = versions[stream] + 1
            recorder.insert_events([_stored(streams[stream], version, codec.encode(event)) for version, event in enumerate(page, first)])
            versions[stream] += len(page)

    return work


def saving(folder: Path, given: Sequence[Event], size: int) -> Work:
    """The same through `app.save`. Making the aggregate's events is not part of the work."""
    names = {"PERSISTENCE_MODULE": "eventsourcing.sqlite", "SQLITE_DBNAME": str(folder / f"{uuid4().hex}.sqlite")}
    app: Application[UUID] = Application(names)
    aggregates = []
    for page in batches(given, size):
        aggregate = Trial()
        for event in page[1:] or page:  # the aggregate's own creation is an event too
            aggregate.trigger_event(Trial.Finished, fields=msgspec.to_builtins(event))
        aggregates.append(aggregate)

    def work() -> None:
        for aggregate in aggregates:
            app.save(aggregate)

    return work


def filled(recorder: ApplicationRecorder, given: Sequence[Event]) -> ApplicationRecorder:
    """A recorder that holds the events as JSON, its own form."""
    encode, streams = JSONTranscoder().encode, [uuid4() for _ in range(STREAMS)]
    stored = [_stored(streams[number % STREAMS], number // STREAMS + 1, encode(msgspec.to_builtins(event))) for number, event in enumerate(given)]
    for start in range(0, len(stored), _PAGE):
        recorder.insert_events(stored[start : start + _PAGE])
    return recorder


def replaying(recorder: ApplicationRecorder, fold: Callable[[float, float], float]) -> Work:
    """Page through all notifications, decode their state, fold it."""
    decode = JSONTranscoder().decode

    def work() -> None:
        start, state = 1, 0.0
        while page := recorder.select_notifications(start, _PAGE):
            for notification in page:
                state = fold(state, decode(notification.state)["result"]["score"])
            start = page[-1].id + 1

    return work


def _stored(stream: UUID, version: int, state: bytes) -> StoredEvent:
    return StoredEvent(originator_id=stream, originator_version=version, topic=_TOPIC, state=state)
