"""A process that forks others, so that a test can kill many at little cost: `python tests/nursery.py`.

Lines in: `KIND NAME PLACE [PATH]`, or `bell`. Lines out: `NAME pid PID`, `NAME NUMBER FIRST LAST` for each answer, and `bell`.
A `writer` opens the log at PLACE; a `client` appends through the keeper that listens at PLACE; a `keeper` listens there over the log at PATH.
"""

import os
import runpy
import signal
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.connection import Client, Connection, Listener
from pathlib import Path
from typing import Any

from haste.actors.log_client import LogClient
from haste.actors.log_keeper import LogKeeper
from haste.clock.system import SystemClock
from haste.events.event import Recorded
from haste.ports import EventLog
from haste.store.blobs import MemoryBlobs
from haste.store.sqlite import SqliteLog

calls = runpy.run_path(str(Path(__file__).with_name("writer.py")))["calls"]


def append_for_ever(name: str, log: EventLog) -> None:
    """Append call after call, and tell each answer."""
    number = 0
    while True:
        answered(name, number, log.append(calls(name, number), key=f"{name}-{number}"))
        number += 1


def answered(name: str, number: int, recorded: tuple[Recorded, ...]) -> None:
    tell(f"{name} {number} {recorded[0].position} {recorded[-1].position}")


def tell(line: str) -> None:
    os.write(1, f"{line}\n".encode())  # one short write is not mixed with another process's


def write(name: str, path: str) -> None:
    append_for_ever(name, SqliteLog(path, SystemClock()))


def ask(name: str, address: str) -> None:
    append_for_ever(name, LogClient(Asking(address)))


class Asking:
    """The way to a keeper that may die at any moment: whatever was not answered is asked again."""

    def __init__(self, address: str) -> None:
        self._address = address
        self._pipe: Connection | None = None

    def __call__(self, name: str, *arguments: Any) -> bytes:  # noqa: ANN401 - text, numbers or bytes, as the call wants
        while True:
            try:
                self._pipe = self._pipe or Client(self._address)
                self._pipe.send((name, arguments))
                answer: bytes = self._pipe.recv()
            except (OSError, EOFError):
                self._pipe = None
                time.sleep(0.01)
            else:
                return answer


def keep(_: str, address: str, path: str) -> None:
    """Answer whoever comes; who goes away in the midst of a call is no concern of the others."""
    keeper = LogKeeper(log=SqliteLog(path, SystemClock()), blobs=MemoryBlobs())
    Path(address).unlink(missing_ok=True)  # of one that was killed
    listener = Listener(address)

    def serve(pipe: Connection) -> None:
        with suppress(OSError, EOFError):
            while True:
                name, arguments = pipe.recv()
                pipe.send(keeper.call(name, *arguments))

    while True:
        threading.Thread(target=serve, args=(listener.accept(),), daemon=True).start()


KINDS: dict[str, Callable[..., None]] = {"writer": write, "client": ask, "keeper": keep}


def main() -> None:
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # who dies is gone at once
    for line in sys.stdin:
        words = line.split()
        if words == ["bell"]:
            tell("bell")
            continue
        kind, name, *rest = words
        pid = os.fork()
        if not pid:
            sys.stdin.close()
            KINDS[kind](name, *rest)
        tell(f"{name} pid {pid}")


if __name__ == "__main__":
    main()
