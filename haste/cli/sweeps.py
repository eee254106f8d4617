"""`haste sweeps`: list all sweeps of a log, newest last."""

import argparse

from rich.console import Console
from rich.table import Table

from haste.cli.options import add_common, home_of, nothing_there, print_json
from haste.cli.showing import listed
from haste.report.document import SweepEntry
from haste.wiring import closing_log


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Nothing of its own."""
    add_common(parser, run)


def run(arguments: argparse.Namespace) -> int:
    """Print the listing."""
    entries = () if nothing_there(arguments) else _entries(arguments)
    if arguments.json:
        print_json(entries)
        return 0
    table = Table("sweep", "state", "started", "runs")
    for entry in entries:
        table.add_row(entry.sweep, entry.state, entry.started, str(entry.runs))
    Console().print(table)
    return 0


def _entries(arguments: argparse.Namespace) -> tuple[SweepEntry, ...]:
    home, log_spec = home_of(arguments)
    with closing_log(log_spec, read_only=True) as log:
        return listed(log, home)
