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
from haste.store.blobs import MemoryBlobs
from haste.store.sqlite import SqliteLog
from haste.store.stamping import drafted, legible

CLIENTS = 4
WINDOW = 32  # appends that a client has under way

Acks = list[float]  # seconds from an append's call to its answer


@dataclass(frozen=True, kw_only=True)
class Run:
    """What four clients got."""

    per_s: float
    worst_s: float


def direct(path: Path, seconds: float) -> Run:
    """Each process opens the file and commits each append by itself."""
    SqliteLog(path, SystemClock()).close()
    return _run(_direct_client, [(path, seconds)] * CLIENTS)


def through_one(path: Path, seconds: float) -> Run:
    """One process has the file; the others send it what they append, up to a window at a time."""
    pipes = [multiprocessing.Pipe() for _ in range(CLIENTS)]
    keeper = multiprocessing.Process(target=_keep, args=(path, [theirs for theirs, _ in pipes]))
    keeper.start()
    run = _run(_client, [(ours, seconds) for _, ours in pipes])
    keeper.join()
    return run


def compared(folder: Path, *, rounds: int, seconds: float) -> tuple[float, float, float]:
    """Medians over rounds: rate through one / rate direct, worst ack direct / worst ack through one, and the rate through one."""
    pairs = [(direct(folder / uuid4().hex, seconds), through_one(folder / uuid4().hex, seconds)) for _ in range(rounds)]
    return (
        statistics.median(one.per_s / alone.per_s for alone, one in pairs),
        statistics.median(alone.worst_s / one.worst_s for alone, one in pairs),
        statistics.median(one.per_s for _, one in pairs),
    )


def _run(client: Callable[..., None], arguments: list[tuple[Any, float]]) -> Run:
    answers: multiprocessing.Queue[Acks] = multiprocessing.Queue()
    processes = [multiprocessing.Process(target=client, args=(*given, answers)) for given in arguments]
    for process in processes:
        process.start()
    acks = [answers.get() for _ in processes]
    for process in processes:
        process.join()
    return Run(per_s=sum(len(one) for one in acks) / arguments[0][1], worst_s=max(max(one, default=0.0) for one in acks))


def _direct_client(path: Path, seconds: float, answers: "multiprocessing.Queue[Acks]") -> None:
    log, acks = SqliteLog(path, SystemClock()), []
    given, end = events(1), time.perf_counter() + seconds
    while (start := time.perf_counter()) < end:
        log.append([write(len(acks), tuple(given))], key=uuid4().hex)
        acks.append(time.perf_counter() - start)
    log.close()
    answers.put(acks)


def _client(pipe: Connection, seconds: float, answers: "multiprocessing.Queue[Acks]") -> None:
    def calls(name: str, *arguments: Any) -> bytes:  # noqa: ANN401 - text, numbers or bytes, as the call wants
        pipe.send((name, arguments))
        answer: bytes = pipe.recv()
        return answer

    client, acks = LogClient(calls), []
    given, end = events(1), time.perf_counter() + seconds
    while (start := time.perf_counter()) < end:
        window = [drafted([write(len(acks) + number, tuple(given))], key=uuid4().hex) for number in range(WINDOW)]
        for call in window:
            legible(call)
        client.commit(window)
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
