"""`haste resume [SWEEP]`: go on with a sweep that was interrupted."""

import argparse

from haste.cli.driving import driver_of
from haste.cli.options import add_common
from haste.cli.showing import require_log


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which sweep."""
    parser.add_argument("sweep", nargs="?", metavar="SWEEP", help="its id (default: the newest that is interrupted)")
    add_common(parser, run)


def run(arguments: argparse.Namespace) -> int:
    """Take the sweep over and drive it to its end."""
    require_log(arguments)
    with driver_of(arguments) as driver:
        return driver.resume(arguments.sweep)
