"""Options that commands share, and what they mean."""

import argparse
import os
import sys
from collections.abc import Callable
from functools import partial

import msgspec

from haste.cli.authoring import add_author
from haste.cli.given import Stored, Switched
from haste.cli.home import Home
from haste.policies.registry import POLICIES
from haste.vocabulary.scales import Arm, Warmth
from haste.wiring import log_spec

INTERRUPTED = 130  # exit code after Ctrl-C, as shells have it
_TRIALS = 20
_SEEDS = range(2**32)


def add_common(parser: argparse.ArgumentParser, run: Callable[[argparse.Namespace], int]) -> None:
    """What every command takes."""
    parser.add_argument("--home", metavar="DIR", help="where everything is kept; else $HASTE_HOME, else ./.haste (inside a Ray job ~/.haste)")
    parser.add_argument("--log", metavar="KIND:REST", help="the log; default sqlite:HOME/log.sqlite")
    parser.add_argument("--json", action="store_true", help="print one JSON document on stdout and nothing else there")
    parser.set_defaults(run=run)


def add_run(parser: argparse.ArgumentParser, *, warm: Warmth) -> None:
    """What a command takes that runs something new.

    Args:
        parser: Of the command.
        warm: Whose events it remembers where nobody says.
    """
    add_author(parser)
    add = partial(parser.add_argument, action=Stored)
    add("--sandbox", metavar="KIND", default="auto", help="auto (default: the first that holds), bubblewrap, landlock or process")
    add("--seed", type=_seed, default=0, metavar="N", help="all chance is derived from it (default: 0)")
    add("--budget-trials", type=positive, default=_TRIALS, metavar="N", help=f"trials a competition (default: {_TRIALS})")
    add("--budget-minutes", type=_minutes, metavar="M", help="wall clock for the whole sweep (default: no limit)")
    add("--policy", choices=list(POLICIES), default="refine", help="who picks the next step of a run (default: refine)")
    add("--arm", choices=list(map(str, Arm)), default=str(Arm.TIERED), help="which skills briefs may see (default: tiered)")
    words = f"{Warmth.COLD}: nothing, {Warmth.HOME}: all sweeps of this home, or a LOG whose skills are handed over (default: {warm})"
    add("--warm-from", metavar="WHAT", default=str(warm), help=f"what is remembered at the start: {words}")
    parser.add_argument(
        "--transfer",
        action=Switched,
        default=warm is Warmth.COLD,
        help=f"leave out what a competition itself has taught (default: {'yes' if warm is Warmth.COLD else 'no'})",
    )
    add("--rounds", type=positive, metavar="N", help="at most so many rounds (default: by the number of domains and competitions)")
    add("--max-runs", type=positive, default=os.cpu_count() or 1, metavar="N", help="runs at once (default: one a core)")


def home_of(arguments: argparse.Namespace) -> tuple[Home, str]:
    """The home and the spec of the log that the options name."""
    home = Home.of(arguments.home)
    return home, log_spec(arguments.log) if arguments.log else home.log


def nothing_there(arguments: argparse.Namespace) -> bool:
    """Whether nothing was ever started in the home: its own log has not been made. A log that --log names has to be there."""
    return arguments.log is None and not Home.of(arguments.home).has_log


def print_json(document: object) -> None:
    """One document on stdout."""
    sys.stdout.write(msgspec.json.encode(document).decode() + "\n")
    sys.stdout.flush()


def positive(text: str) -> int:
    """A whole number from 1, for argparse."""
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"expected a whole number from 1, found {text}")
    return number


def not_negative(text: str) -> int:
    """A whole number from 0, for argparse."""
    return 0 if text == "0" else positive(text)


def _seed(text: str) -> int:
    number = int(text)
    if number not in _SEEDS:
        raise argparse.ArgumentTypeError(f"expected a whole number from 0 to {_SEEDS[-1]}, found {text}")
    return number


def _minutes(text: str) -> float:
    number = float(text)
    if not 0 < number < float("inf"):
        raise argparse.ArgumentTypeError(f"expected a number of minutes above 0, found {text}")
    return number
