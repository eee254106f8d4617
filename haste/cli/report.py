"""`haste report [SWEEP]`: show how a sweep stands, also while it runs."""

import argparse

from haste.cli.options import add_common, home_of
from haste.cli.showing import EXIT_CODES, found, listed, print_document, require_log, shown_document
from haste.errors import SweepNotFoundError
from haste.vocabulary.ids import SweepId
from haste.wiring import closing_log


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which sweep."""
    parser.add_argument("sweep", nargs="?", metavar="SWEEP", help="its id (default: the newest)")
    add_common(parser, run)


def run(arguments: argparse.Namespace) -> int:
    """Print the sweep's table or document."""
    require_log(arguments)
    home, log_spec = home_of(arguments)
    with closing_log(log_spec, read_only=True) as log:
        entries = listed(log, home)
        if not entries:
            raise SweepNotFoundError(expected="a sweep", found="none", where=log_spec, next_step="Start one: `haste sweep tour`.")
        sweep = SweepId(arguments.sweep or entries[-1].sweep)
        found(log, sweep, where=log_spec)
        shown = shown_document(log, home, sweep, log_spec=log_spec)
    print_document(shown, as_json=arguments.json)
    return EXIT_CODES[shown.state]
