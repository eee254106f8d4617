"""`haste diff LOG LOG`: do the newest sweeps of two logs agree, and if not, where first?"""

import argparse
import sys

import msgspec

from haste.cli.options import add_common, home_of, print_json
from haste.cli.showing import listed
from haste.errors import SweepNotFoundError
from haste.ports import EventLog
from haste.vocabulary.ids import SweepId
from haste.wiring import closing_log, log_spec
from replay.diff import Disagreement, disagreement


class Compared(msgspec.Struct, frozen=True, kw_only=True):
    """What a comparison found."""

    agree: bool
    first: Disagreement | None


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Two logs."""
    parser.add_argument("left", metavar="LOG", help="a log's spec, or the path of an SQLite log")
    parser.add_argument("right", metavar="LOG", help="another one")
    add_common(parser, run)


def run(arguments: argparse.Namespace) -> int:
    """Compare the newest sweep of each."""
    with closing_log(arguments.left, read_only=True) as left, closing_log(arguments.right, read_only=True) as right:
        first = _newest(left, arguments, where=log_spec(arguments.left))
        second = _newest(right, arguments, where=log_spec(arguments.right))
        found = disagreement(left, first, right, second)
    if arguments.json:
        print_json(Compared(agree=found is None, first=found))
    elif found is None:
        sys.stdout.write(f"sweeps {first} and {second} agree\n")
    else:
        sys.stdout.write(f"{found.competition}, {found.where}: {found.left} | {found.right}\n")
    return 0 if found is None else 1


def _newest(log: EventLog, arguments: argparse.Namespace, *, where: str) -> SweepId:
    home, _ = home_of(arguments)
    entries = listed(log, home)
    if not entries:
        raise SweepNotFoundError(expected="a sweep", found="none", where=where, next_step="Name a log that holds one.")
    return SweepId(entries[-1].sweep)
