"""How the home and its log stand: can it be written to, is there room, does the end of the log hold together."""

import os
import shutil
from pathlib import Path

import msgspec

from haste.cli.home import Home
from haste.errors import HasteError
from haste.events.chain import Broken, Chain, Head
from haste.events.event import FORMAT
from haste.ports import EventLog
from haste.vocabulary.ids import Position
from haste.wiring import closing_log

_LAST_EVENTS = 500  # that are checked: the whole log is for `haste log verify`


class Kept(msgspec.Struct, frozen=True, kw_only=True):
    """The home."""

    home: str
    there: bool
    problem: str | None  # why it cannot be written to
    free_bytes: int


class LogState(msgspec.Struct, frozen=True, kw_only=True):
    """The log, as far as its end tells."""

    log: str
    there: bool
    format: int | None  # None where it could not be opened, or is not there
    position: int  # of the head
    head: str | None  # its hash, hex
    checked: int  # events from the end that were compared with their hashes
    problem: str | None


def kept(home: Home) -> Kept:
    """Look at a home. One that is not there is not made: what counts is whether it could be."""
    nearest = next(path for path in (home.folder, *home.folder.parents) if path.exists())
    return Kept(home=str(home.folder), there=home.folder.exists(), problem=_problem(home, nearest), free_bytes=shutil.disk_usage(nearest).free)


def log_state(spec: str, *, there: bool) -> LogState:
    """Open a log for reading, and check its last events.

    Args:
        spec: Of the log.
        there: Whether it was ever made; one that was not is no problem.
    """
    if not there:
        return _state(spec, there=False)
    try:
        with closing_log(spec, read_only=True) as log:
            head = log.head()
            checked, broken = _checked(log, head)
    except HasteError as error:
        return _state(spec, there=True, problem=str(error))
    problem = f"broken at position {broken.position}: {broken.reason}" if broken else None
    return LogState(log=spec, there=True, format=FORMAT, position=head.position, head=head.hash.hex(), checked=checked, problem=problem)


def _state(spec: str, *, there: bool, problem: str | None = None) -> LogState:
    return LogState(log=spec, there=there, format=None, position=0, head=None, checked=0, problem=problem)


def _checked(log: EventLog, head: Head) -> tuple[int, Broken | None]:
    """Follow the chain over the last events; what lies before the first of them is taken on trust."""
    after = max(0, head.position - _LAST_EVENTS - 1)
    page = [stored for stored in log.tail(after=Position(after), limit=_LAST_EVENTS + 1) if stored.position <= head.position]
    chain = Chain()
    if after and page:
        chain.head = Head(position=page[0].position, hash=page[0].hash)
        page = page[1:]
    for stored in page:
        chain.versions.setdefault(stored.stream, stored.version - 1)
    broken = chain.follow(page)
    if broken is None and chain.head != head:
        broken = Broken(position=head.position, reason="the head names another event than the last one")
    return len(page), broken


def _problem(home: Home, nearest: Path) -> str | None:
    if not home.folder.exists():
        return None if nearest.is_dir() and os.access(nearest, os.W_OK | os.X_OK) else f"it cannot be made in {nearest}"
    try:
        home.make()
    except HasteError as error:
        return error.found
    return None
