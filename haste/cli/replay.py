"""`haste replay`: how everything stood at a position, what other constants would have decided, and whether whole logs decide again as they did."""

import argparse
import sys
from collections.abc import Iterable
from pathlib import Path

from haste.cli.looking import looked_at
from haste.cli.options import add_common, home_of, print_json
from haste.wiring import open_blobs
from replay import every, telling_states, telling_what_if
from replay.every import checked_all, logs_in, require_all
from replay.parameters import changes
from replay.states import position, state_at
from replay.what_if import of_sweep


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which of the three."""
    asked = parser.add_mutually_exclusive_group(required=True)
    asked.add_argument("--at", metavar="POSITION", help="show sweeps and skills as they stood when the log ended there")
    asked.add_argument("--what-if", metavar="RULE.PARAM=VALUE", action="append", help="decide a sweep again with other constants; may be repeated")
    asked.add_argument("--all", metavar="DIR", type=Path, help="decide every log of a folder again, *.jsonl and *.sqlite; fails where one differs")
    parser.add_argument("--sweep", metavar="ID", help="of --what-if: which sweep (default: the newest)")
    add_common(parser, run)


def run(arguments: argparse.Namespace) -> int:
    """Print what was asked for.

    Raises:
        UseError: A position, a constant or a folder is none.
        CorruptLogError: The log is broken before the position.
        ReplayMismatchError: A log of the folder does not decide again as it did.
    """
    if arguments.at is not None:
        return _at(arguments)
    return _all(arguments) if arguments.all is not None else _what_if(arguments)


def _at(arguments: argparse.Namespace) -> int:
    wanted = position(arguments.at)
    with looked_at(arguments) as log:
        found = state_at(log, wanted)
    _print(arguments, found, telling_states.lines(found))
    return 0


def _what_if(arguments: argparse.Namespace) -> int:
    wanted = changes(arguments.what_if)
    home, _ = home_of(arguments)
    with looked_at(arguments) as log:
        found = of_sweep(log, open_blobs(str(home.folder)), arguments.sweep, wanted)
    _print(arguments, found, telling_what_if.lines(found))
    return 0


def _all(arguments: argparse.Namespace) -> int:
    found = []
    for one in checked_all(logs_in(arguments.all)):
        found.append(one)
        if not arguments.json:
            _print(arguments, one, every.lines(one))
    if arguments.json:
        print_json(found)
    require_all(found)
    return 0


def _print(arguments: argparse.Namespace, document: object, lines: Iterable[str]) -> None:
    if arguments.json:
        print_json(document)
    else:
        sys.stdout.write("".join(f"{line}\n" for line in lines))
        sys.stdout.flush()
