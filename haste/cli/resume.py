"""`haste resume [SWEEP]`: go on with a sweep that was interrupted."""

import argparse

from haste.cli.driving import Driver
from haste.cli.options import add_common


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which sweep."""
    parser.add_argument("sweep", nargs="?", metavar="SWEEP", help="its id (default: the newest that is interrupted)")
    add_common(parser, run)


def run(arguments: argparse.Namespace) -> int:
    """Take the sweep over and drive it to its end."""
    return Driver(arguments).resume(arguments.sweep)
