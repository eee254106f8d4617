"""`haste log verify`: check the hash chain of a log, also while a sweep writes to it."""

import argparse
import sys

import msgspec

from haste.cli.options import add_common, home_of, print_json
from haste.errors import CorruptLogError
from haste.events.chain import Broken
from haste.store.verifying import verify
from haste.wiring import closing_log


class Verified(msgspec.Struct, frozen=True, kw_only=True):
    """What a check of a log found."""

    ok: bool
    events: int  # that hold together, from the first
    head: str | None  # hash of the last event, hex; None where the log is broken
    position: int  # the head's where ok, else the first bad one
    reason: str | None


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What to do with the log."""
    actions = parser.add_subparsers(title="actions", required=True, metavar="ACTION")
    checking = actions.add_parser("verify", help="check every event against the hash chain", description="Check every event against the hash chain.")
    add_common(checking, run_verify)


def run_verify(arguments: argparse.Namespace) -> int:
    """Verify, and say where the log is wrong if it is."""
    _, log_spec = home_of(arguments)
    checked = _checked(log_spec)
    if arguments.json:
        print_json(checked)
    elif checked.ok:
        sys.stdout.write(f"{log_spec}: {checked.events} events hold together; head {checked.head}\n")
    else:
        sys.stdout.write(f"{log_spec}: broken at position {checked.position}: {checked.reason}\n")
    return 0 if checked.ok else 1


def _checked(log_spec: str) -> Verified:
    try:
        with closing_log(log_spec, read_only=True) as log:
            verdict = verify(log)
    except CorruptLogError as error:  # so broken that it cannot even be opened
        verdict = Broken(position=1, reason=str(error))
    if isinstance(verdict, Broken):
        return Verified(ok=False, events=max(0, verdict.position - 1), head=None, position=verdict.position, reason=verdict.reason)
    return Verified(ok=True, events=verdict.position, head=verdict.hash.hex(), position=verdict.position, reason=None)
