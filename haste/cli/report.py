"""`haste report [SWEEP] [--html [PATH]]`: show how a sweep stands, also while it runs; as a page for a browser too."""

import argparse
from pathlib import Path

import msgspec

from haste.cli.options import add_common, home_of
from haste.cli.pages import page_path, with_page
from haste.cli.showing import EXIT_CODES, found, listed, print_document, require_log, shown_document
from haste.errors import SweepNotFoundError
from haste.vocabulary.ids import SweepId
from haste.wiring import closing_log


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which sweep."""
    parser.add_argument("sweep", nargs="?", metavar="SWEEP", help="its id (default: the newest)")
    parser.add_argument("--html", nargs="?", const="", metavar="PATH", help="write a page for a browser too (default: HOME/reports/SWEEP.html)")
    add_common(parser, run)


def run(arguments: argparse.Namespace) -> int:
    """Print the sweep's table or document; the document says where its page is, if there is one."""
    require_log(arguments)
    home, log_spec = home_of(arguments)
    with closing_log(log_spec, read_only=True) as log:
        entries = listed(log, home)
        if not entries:
            raise SweepNotFoundError(expected="a sweep", found="none", where=log_spec, next_step="Start one: `haste sweep tour`.")
        sweep = SweepId(arguments.sweep or entries[-1].sweep)
        found(log, sweep, where=log_spec)
        shown = shown_document(log, home, sweep, log_spec=log_spec)
        if arguments.html is not None:
            shown = with_page(log, home, shown, path=Path(arguments.html) if arguments.html else None)
        elif (written := page_path(home, sweep)).exists():
            shown = msgspec.structs.replace(shown, report=str(written))
    print_document(shown, as_json=arguments.json)
    return EXIT_CODES[shown.state]
