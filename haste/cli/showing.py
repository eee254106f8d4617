"""What commands print of sweeps: documents, tables, listings, and the exit codes that go with them."""

import argparse
from collections.abc import Iterator
from datetime import UTC, datetime

from rich.console import Console

from haste.cli.home import Home
from haste.cli.options import INTERRUPTED, home_of, nothing_there, print_json
from haste.errors import SweepNotFoundError
from haste.events.codec import typed
from haste.events.sweep import SweepStarted
from haste.ports import EventLog
from haste.projections import sweep as sweeps
from haste.projections.sweep import Sweep
from haste.report.document import SweepDocument, SweepEntry, document, state_of
from haste.report.table import table
from haste.vocabulary.ids import Position, SweepId
from haste.vocabulary.scales import SweepState
from haste.wiring import open_blobs

EXIT_CODES = {SweepState.FINISHED: 0, SweepState.FAILED: 1, SweepState.RUNNING: 0, SweepState.INTERRUPTED: INTERRUPTED}
_NS = 1_000_000_000
_PAGE = 1000
_WIDTH = 140  # where stdout is no terminal: wide enough for the table, narrow enough for a log


def require_log(arguments: argparse.Namespace) -> None:
    """See that there is a log to look at.

    Raises:
        SweepNotFoundError: Nothing was ever started in this home.
    """
    if nothing_there(arguments):
        _, log_spec = home_of(arguments)
        raise SweepNotFoundError(
            expected="a sweep",
            found="no log, so nothing was ever started here",
            where=log_spec,
            next_step="Start one: `haste sweep tour`; or name the home that holds it with --home DIR.",
        )


def found(log: EventLog, sweep: SweepId, *, where: str) -> Sweep:
    """The state of a sweep.

    Raises:
        SweepNotFoundError: The log has none of that name.
    """
    state = sweeps.follow(log, sweep).state
    if state.started is None:
        raise SweepNotFoundError(expected="a sweep of this log", found=repr(sweep), where=where, next_step="`haste sweeps` lists them.")
    return state


def started_sweeps(log: EventLog) -> Iterator[SweepStarted]:
    """The starts of all sweeps of a log, newest last."""
    after = Position(0)
    while page := log.tail(after=after, limit=_PAGE):
        after = page[-1].position
        firsts = typed(stored for stored in page if stored.stream.startswith("sweep-") and stored.version == 1)
        yield from (recorded.event for recorded in firsts if isinstance(recorded.event, SweepStarted))


def listed(log: EventLog, home: Home) -> tuple[SweepEntry, ...]:
    """All sweeps of a log, newest last."""
    return tuple(_entry(log, home, event) for event in started_sweeps(log))


def shown_document(log: EventLog, home: Home, sweep: SweepId, *, log_spec: str) -> SweepDocument:
    """The document of a sweep, with its submissions written out below the home.

    Raises:
        HomeError: They cannot be written.
    """
    held = home.held(sweep)
    with home.written():
        return document(log, open_blobs(str(home.folder)), sweep, log_spec=log_spec, held=held, submissions=home.folder / "submissions")


def print_document(shown: SweepDocument, *, as_json: bool) -> None:
    """The document itself, or its table."""
    if as_json:
        print_json(shown)
        return
    console().print(table(shown), soft_wrap=False)


def console() -> Console:
    """Where tables are printed: as wide as the terminal, and wide enough where there is none."""
    terminal = Console()
    return terminal if terminal.is_terminal else Console(width=_WIDTH)


def _entry(log: EventLog, home: Home, event: SweepStarted) -> SweepEntry:
    state = sweeps.follow(log, event.sweep).state
    return SweepEntry(
        sweep=event.sweep,
        state=state_of(state, held=home.held(event.sweep)),
        started=datetime.fromtimestamp(event.now / _NS, UTC).isoformat(timespec="seconds"),
        runs=len(event.competitions),
    )
