"""kill -9 at any moment, of writers, of clients and of the keeper between them; and writers that are stopped in the midst of it.

Nothing acknowledged is lost, no half append stays, a retry finds its events, and whoever reads along sees each event once.
"""

import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from pathlib import Path
from queue import SimpleQueue

import pytest

from haste.events.event import Recorded
from haste.store.sqlite import SqliteLog
from haste.store.verifying import verify
from haste.vocabulary.ids import Position
from tests.logs import CountingClock
from tests.writer import calls

ROOT = Path(__file__).parents[2]
AT_ONCE = 3
WRITER_KILLS, CLIENT_KILLS = 50, 15  # of each log; keepers are killed beside the clients
PATIENCE_S = 30.0

Span = tuple[int, int]  # first and last position of a call


class Nursery:
    """Processes that can be started and killed cheaply, and what each was answered."""

    def __init__(self) -> None:
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        command = [sys.executable, "tests/nursery.py"]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT, env=environment, text=True, bufsize=1)
        self.held: dict[str, dict[int, Span]] = {}  # answers by number of call
        self.alive: dict[str, int] = {}  # process ids
        self._lines: SimpleQueue[str] = SimpleQueue()
        self._ears = threading.Thread(target=self._pump, daemon=True)
        self._ears.start()
        self._rung = False

    def start(self, kind: str, name: str, *places: str | Path, first: bool = True) -> None:
        """Start one; where it is to answer, wait for its first."""
        self.held.setdefault(name, {})
        self._say(" ".join([kind, name, *map(str, places)]))
        self._listen(lambda: name in self.alive and (not first or bool(self.held[name])))

    def kill(self, name: str) -> None:
        """Kill one, and take in all that it was answered."""
        pid = self.alive.pop(name)
        os.kill(pid, signal.SIGKILL)
        with suppress(ProcessLookupError):
            while True:
                os.kill(pid, 0)
                time.sleep(0.001)
        self.settle()

    def settle(self) -> None:
        """Take in all that was answered up to now."""
        self._rung = False
        self._say("bell")
        self._listen(lambda: self._rung)

    def close(self) -> None:
        for name in tuple(self.alive):
            self.kill(name)
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait(PATIENCE_S)
        self._ears.join(PATIENCE_S)
        self._process.stdout.close()

    def _say(self, line: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(f"{line}\n")

    def _pump(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self._lines.put(line)

    def _listen(self, heard: Callable[[], bool]) -> None:
        while not heard():
            line = self._lines.get(timeout=PATIENCE_S)  # who never answers has died by itself
            match line.split():
                case ["bell"]:
                    self._rung = True
                case [name, "pid", pid]:
                    self.alive[name] = int(pid)
                case [name, number, start, end]:
                    self.held[name][int(number)] = (int(start), int(end))


@pytest.fixture
def nursery() -> Iterator[Nursery]:
    with closing(Nursery()) as made:
        yield made


def span(recorded: tuple[Recorded, ...]) -> Span:
    return recorded[0].position, recorded[-1].position


def check(path: Path, held: dict[str, dict[int, Span]]) -> None:
    """All that was answered is there as it was answered, what was under way is there whole or not at all, and nothing else is."""
    with closing(SqliteLog(path, CountingClock())) as log:
        assert verify(log) == log.head()
        for name, answers in held.items():
            for number, answer in answers.items():
                assert span(log.append(calls(name, number), key=f"{name}-{number}")) == answer
            unsure = max(answers, default=-1) + 1
            once = span(log.append(calls(name, unsure), key=f"{name}-{unsure}"))
            assert once == span(log.append(calls(name, unsure), key=f"{name}-{unsure}"))
            answers[unsure] = once
        assert verify(log) == log.head()
        spans = sorted(answer for answers in held.values() for answer in answers.values())
        assert [start for start, _ in spans] == [1, *(end + 1 for _, end in spans[:-1])]  # call by call, no hole and no overlap
        assert spans[-1][1] == log.head().position


SOAK = pytest.param(20, marks=[pytest.mark.slow, pytest.mark.timeout(3600)])


@pytest.mark.parametrize("logs", [1, SOAK])
def test_writers_killed_at_any_moment_lose_nothing_that_was_acknowledged(nursery: Nursery, tmp_path: Path, logs: int) -> None:
    chance = random.Random(7)  # noqa: S311 - chance for a test
    for log in range(logs):
        path = tmp_path / f"log-{log}.sqlite"
        for number in range(WRITER_KILLS):
            nursery.start("writer", f"w{log}.{number}", path)
            if len(nursery.alive) > AT_ONCE:
                time.sleep(chance.uniform(0, 0.03))
                nursery.kill(chance.choice(sorted(nursery.alive)))
        for name in tuple(nursery.alive):
            nursery.kill(name)

        check(path, nursery.held)
        nursery.held.clear()


@pytest.mark.parametrize("logs", [1, SOAK])
def test_clients_and_their_keeper_killed_at_any_moment_lose_nothing_that_was_acknowledged(nursery: Nursery, tmp_path: Path, logs: int) -> None:
    chance = random.Random(8)  # noqa: S311 - chance for a test
    for log in range(logs):
        path, address = tmp_path / f"log-{log}.sqlite", tmp_path / f"keeper-{log}"
        nursery.start("keeper", "k", address, path, first=False)
        for number in range(CLIENT_KILLS):
            nursery.start("client", f"c{log}.{number}", address)
            time.sleep(chance.uniform(0, 0.03))
            if number % 3 == 2:  # the clients go on with the next one
                nursery.kill("k")
                nursery.start("keeper", "k", address, path, first=False)
            if len(nursery.alive) > AT_ONCE:
                nursery.kill(chance.choice([name for name in sorted(nursery.alive) if name.startswith("c")]))
        for name in sorted(nursery.alive):
            nursery.kill(name)

        check(path, {name: answers for name, answers in nursery.held.items() if name.startswith("c")})
        nursery.held.clear()


def test_readers_beside_writers_that_are_stopped_and_go_on_miss_nothing_and_repeat_nothing(nursery: Nursery, tmp_path: Path) -> None:
    path, chance, ended = tmp_path / "log.sqlite", random.Random(9), threading.Event()  # noqa: S311 - chance for a test
    for number in range(AT_ONCE):
        nursery.start("writer", f"w{number}", path)

    def read() -> list[int]:
        seen: list[int] = []
        with closing(SqliteLog(path, CountingClock(), read_only=True)) as log:
            last = False
            while not last:
                last = ended.wait(0.001)
                while page := log.tail(after=Position(seen[-1] if seen else 0), limit=50):
                    seen.extend(stored.position for stored in page)
        return seen

    with ThreadPoolExecutor(2) as threads:
        readers = [threads.submit(read) for _ in range(2)]
        for _ in range(20):
            stopped = nursery.alive[chance.choice(sorted(nursery.alive))]
            os.kill(stopped, signal.SIGSTOP)  # perhaps with the write lock in its hand
            time.sleep(chance.uniform(0, 0.05))
            os.kill(stopped, signal.SIGCONT)
            nursery.settle()
        for name in tuple(nursery.alive):
            nursery.kill(name)
        ended.set()
        seen = [reader.result(60) for reader in readers]

    acknowledged = max(last for answers in nursery.held.values() for _, last in answers.values())
    with closing(SqliteLog(path, CountingClock(), read_only=True)) as log:
        head = log.head().position  # an append that was cut off after its sync comes to light when the log is opened anew
    assert all(one == list(range(1, len(one) + 1)) and acknowledged <= len(one) <= head for one in seen)
    check(path, nursery.held)
