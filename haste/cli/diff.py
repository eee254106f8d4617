"""`haste diff LOG LOG`: do the newest sweeps of two logs agree, and if not, where first?"""

import argparse
import sys

from haste.cli.options import add_common, print_json
from haste.wiring import closing_log, log_spec
from replay.diff import compared


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Two logs."""
    parser.add_argument("left", metavar="LOG", help="a log's spec, or the path of an SQLite log")
    parser.add_argument("right", metavar="LOG", help="another one")
    add_common(parser, run)


def run(arguments: argparse.Namespace) -> int:
    """Compare the newest sweep of each.

    Returns:
        0 where they agree, 1 where they do not.

    Raises:
        SweepNotFoundError: One of them holds no sweep.
    """
    with closing_log(arguments.left, read_only=True) as left, closing_log(arguments.right, read_only=True) as right:
        found, said = compared(left, right, names=(log_spec(arguments.left), log_spec(arguments.right)))
    if arguments.json:
        print_json(found)
    else:
        sys.stdout.write(f"{said}\n")
    return 0 if found.agree else 1
