"""A process that appends to a log and tells each answer: `python tests/writer.py LOG NAME CALLS`. Starts when its input ends."""

import random
import sys

from haste.clock.system import SystemClock
from haste.events.sweep import RoundFinished
from haste.ports import Expected, Write
from haste.store.sqlite import SqliteLog
from haste.vocabulary.ids import StreamName, SweepId, Time


def calls(name: str, number: int) -> list[Write]:
    """The writes of one call: the same for the same name and number, over two streams."""
    chance = random.Random(f"{name}-{number}")  # noqa: S311 - chance for a test
    streams = (f"run-{name}", "run-shared")
    return [
        Write(
            stream=StreamName(stream),
            events=tuple(RoundFinished(sweep=SweepId("s" * chance.randint(1, 400)), round=number, now=Time(0)) for _ in range(chance.randint(1, 9))),
            expected=Expected.ANY,
            actor=name,
        )
        for stream in streams
    ]


def main(path: str, name: str, count: int) -> None:
    sys.stdin.read()
    log = SqliteLog(path, SystemClock())
    for number in range(count):
        recorded = log.append(calls(name, number), key=f"{name}-{number}")
        print(number, recorded[0].position, recorded[-1].position, flush=True)  # noqa: T201 - the answer is what this process is for


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
