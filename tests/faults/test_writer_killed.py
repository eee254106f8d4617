"""kill -9 of a writer at any moment: nothing acknowledged is lost, no half append stays, and a retry finds its events."""

import os
import random
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

from haste.events.event import Recorded
from haste.store.sqlite import SqliteLog
from haste.store.verifying import verify
from haste.vocabulary.ids import Position
from tests.logs import CountingClock
from tests.writer import calls

ROOT = Path(__file__).parents[2]
KILLS = 20
ENDLESS = 10**9

Span = tuple[int, int]  # first and last position of a call


def acknowledged_before_a_kill(path: Path, name: str, *, after_s: float) -> dict[int, Span]:
    """Start a writer, kill it a while after its first answer, and return all its answers by number of call."""
    command = [sys.executable, "tests/writer.py", str(path), name, str(ENDLESS)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, cwd=ROOT, env=environment, text=True) as writer:
        assert writer.stdout is not None
        first = writer.stdout.readline()
        time.sleep(after_s)
        writer.kill()
        lines = [first, *writer.stdout]
    answers = [tuple(map(int, line.split())) for line in lines if line.endswith("\n")]
    return {number: (start, end) for number, start, end in answers}


def span(recorded: tuple[Recorded, ...]) -> Span:
    return recorded[0].position, recorded[-1].position


def test_a_writer_killed_at_any_moment_loses_nothing_that_it_acknowledged(tmp_path: Path) -> None:
    path = tmp_path / "log.sqlite"
    chance = random.Random(7)  # noqa: S311 - chance for a test
    held: dict[str, dict[int, Span]] = {}
    for kill in range(KILLS):
        name = f"w{kill}"

        held[name] = acknowledged_before_a_kill(path, name, after_s=chance.uniform(0, 0.1))

        with closing(SqliteLog(path, CountingClock())) as log:
            assert verify(log) == log.head()
            unsure = max(held[name]) + 1  # in flight at the kill: all of it is there, or nothing
            once = span(log.append(calls(name, unsure), key=f"{name}-{unsure}"))
            assert once == span(log.append(calls(name, unsure), key=f"{name}-{unsure}"))
            held[name][unsure] = once

    with closing(SqliteLog(path, CountingClock())) as log:
        before = log.head()
        for name, answers in held.items():
            for number, answered in answers.items():
                assert span(log.append(calls(name, number), key=f"{name}-{number}")) == answered
        assert verify(log) == before
        spans = sorted(answered for answers in held.values() for answered in answers.values())
        assert [start for start, _ in spans] == [1, *(end + 1 for _, end in spans[:-1])]  # call by call, no hole and no overlap
        assert spans[-1][1] == before.position
        assert len(log.tail(after=Position(0), limit=before.position + 1)) == before.position
