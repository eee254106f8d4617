"""Four processes that append one event a call: each by itself on one file, and all through one keeper."""

import multiprocessing
import statistics
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any
from uuid import uuid4

from benchmarks.log.workload import events, write
from haste.actors.log_client import LogClient
from haste.actors.log_keeper import LogKeeper
from haste.clock.system import SystemClock
from haste.ports import Write
from haste.store.blobs import MemoryBlobs
from haste.store.sqlite import SqliteLog
from haste.store.stamping import drafted, legible

CLIENTS = 4
WINDOW = 32  # appends that a client has under way

Appended = Callable[[int], tuple[Write, str]]  # the write of that number, and its key

Acks = list[float]  # seconds from an append's call to its answer


@dataclass(frozen=True, kw_only=True)
class Run:
    """What four clients got."""

    per_s: float
    worst_s: float


def scattered(_: int) -> Appended:
    """Each append to another of fifty streams, under a random key: neighbours share no page of an index."""
    given = tuple(events(1))
    return lambda number: (write(number, given), uuid4().hex)


def as_actors(client: int) -> Appended:
    """Each client to the stream of its own run, under keys as `haste.actors.deciding.Writer` makes them."""
    given = tuple(events(1))
    return lambda number: (write(client, given), f"worker:sweep-20261120.competition-{client}#1:run-{client}@{number}")


def direct(path: Path, seconds: float, kind: Callable[[int], Appended]) -> Run:
    """Each process opens the file and commits each append by itself."""
    SqliteLog(path, SystemClock()).close()
    return _run(_direct_client, [(path, seconds, kind, client) for client in range(CLIENTS)], seconds)


def through_one(path: Path, seconds: float, kind: Callable[[int], Appended]) -> Run:
    """One process has the file; the others send it what they append, up to a window at a time."""
    pipes = [multiprocessing.Pipe() for _ in range(CLIENTS)]
    keeper = multiprocessing.Process(target=_keep, args=(path, [theirs for theirs, _ in pipes]))
    keeper.start()
    run = _run(_client, [(ours, seconds, kind, client) for client, (_, ours) in enumerate(pipes)], seconds)
    keeper.join()
    return run


def compared(folder: Path, *, rounds: int, seconds: float, kind: Callable[[int], Appended]) -> tuple[float, float, float]:
    """Medians over rounds: rate through one / rate direct, worst ack direct / worst ack through one, and the rate through one."""
    pairs = [(direct(folder / uuid4().hex, seconds, kind), through_one(folder / uuid4().hex, seconds, kind)) for _ in range(rounds)]
    return (
        statistics.median(one.per_s / alone.per_s for alone, one in pairs),
        statistics.median(alone.worst_s / one.worst_s for alone, one in pairs),
        statistics.median(one.per_s for _, one in pairs),
    )


def _run(client: Callable[..., None], arguments: list[tuple[Any, ...]], seconds: float) -> Run:
    answers: multiprocessing.Queue[Acks] = multiprocessing.Queue()
    processes = [multiprocessing.Process(target=client, args=(*given, answers)) for given in arguments]
    for process in processes:
        process.start()
    acks = [answers.get() for _ in processes]
    for process in processes:
        process.join()
    return Run(per_s=sum(len(one) for one in acks) / seconds, worst_s=max(max(one, default=0.0) for one in acks))


def _direct_client(path: Path, seconds: float, kind: Callable[[int], Appended], client: int, answers: "multiprocessing.Queue[Acks]") -> None:
    log, acks = SqliteLog(path, SystemClock()), Acks()
    appended, end = kind(client), time.perf_counter() + seconds
    while (start := time.perf_counter()) < end:
        one, key = appended(len(acks))
        log.append([one], key=key)
        acks.append(time.perf_counter() - start)
    log.close()
    answers.put(acks)


def _client(pipe: Connection, seconds: float, kind: Callable[[int], Appended], client: int, answers: "multiprocessing.Queue[Acks]") -> None:
    def calls(name: str, *arguments: Any) -> bytes:  # noqa: ANN401 - text, numbers or bytes, as the call wants
        pipe.send((name, arguments))
        answer: bytes = pipe.recv()
        return answer

    log, acks = LogClient(calls), Acks()
    appended, end = kind(client), time.perf_counter() + seconds
    while (start := time.perf_counter()) < end:
        window = [drafted([one], key=key) for one, key in map(appended, range(len(acks), len(acks) + WINDOW))]
        for call in window:
            legible(call, own=True)  # as an append does
        log.commit(window)
        acks += [time.perf_counter() - start] * WINDOW
    pipe.send(None)
    answers.put(acks)


def _keep(path: Path, pipes: list[Connection]) -> None:
    keeper = LogKeeper(log=SqliteLog(path, SystemClock()), blobs=MemoryBlobs())

    def serve(pipe: Connection) -> None:
        while (asked := pipe.recv()) is not None:
            pipe.send(keeper.call(asked[0], *asked[1]))

    threads = [threading.Thread(target=serve, args=(pipe,)) for pipe in pipes]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
