"""`haste log ACTION`: check a log, keep its head elsewhere, carry it over, look into it; also while a sweep writes to it."""

import argparse
import sys
from pathlib import Path

import msgspec

from haste.cli import log_carrying, log_rebuilding, log_showing
from haste.cli.options import add_common, home_of, print_json
from haste.errors import CorruptLogError
from haste.events.chain import Broken, Head
from haste.store.checkpointing import heads, keep
from haste.store.verifying import verify
from haste.wiring import closing_log


class Verified(msgspec.Struct, frozen=True, kw_only=True):
    """What a check of a log found."""

    ok: bool
    events: int  # that hold together, from the first
    head: str | None  # hash of the last event, hex; None where the log is broken
    position: int  # the head's where ok, else the first bad one
    reason: str | None
    checkpoints: int = 0  # heads kept elsewhere that it was compared with


class Kept(msgspec.Struct, frozen=True, kw_only=True):
    """What `haste log checkpoint` did."""

    file: str
    position: int
    head: str
    added: bool


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What to do with the log."""
    actions = parser.add_subparsers(title="actions", required=True, metavar="ACTION")
    told = "check every event against the hash chain"
    checking = actions.add_parser("verify", help=told, description=told)
    checking.add_argument("--checkpoint", type=Path, metavar="FILE", help="compare with heads kept there: finds a log set back or made anew")
    add_common(checking, run_verify)
    told = "add the log's head to a file outside it, for `verify --checkpoint`"
    keeping = actions.add_parser("checkpoint", help=told, description=told)
    keeping.add_argument("file", type=Path, metavar="FILE", help="made where it is not there; commit it, or keep it on another machine")
    add_common(keeping, run_checkpoint)
    log_carrying.add_actions(actions.add_parser)
    log_rebuilding.add_actions(actions.add_parser)
    log_showing.add_actions(actions.add_parser)


def run_verify(arguments: argparse.Namespace) -> int:
    """Verify, and say where the log is wrong if it is."""
    _, log_spec = home_of(arguments)
    checked = _checked(log_spec, heads(arguments.checkpoint) if arguments.checkpoint else ())
    if arguments.json:
        print_json(checked)
    elif checked.ok:
        kept = f"; agrees with {checked.checkpoints} checkpoint{'' if checked.checkpoints == 1 else 's'}" if checked.checkpoints else ""
        sys.stdout.write(f"{log_spec}: {checked.events} events hold together; head {checked.head}{kept}\n")
    else:
        sys.stdout.write(f"{log_spec}: broken at position {checked.position}: {checked.reason}\n")
    return 0 if checked.ok else 1


def run_checkpoint(arguments: argparse.Namespace) -> int:
    """Keep the head: of a log that holds together and agrees with what was kept before, or not at all."""
    _, log_spec = home_of(arguments)
    file: Path = arguments.file
    with closing_log(log_spec, read_only=True) as log:
        head = verify(log, heads(file) if file.exists() else ())
    if isinstance(head, Broken):
        sys.stderr.write(f"{log_spec}: broken at position {head.position}: {head.reason}; nothing was added to {file}\n")
        return 1
    added = keep(file, head)
    if arguments.json:
        print_json(Kept(file=str(file), position=head.position, head=head.hash.hex(), added=added))
    else:
        sys.stdout.write(f"{file}: {'position' if added else 'already at position'} {head.position}, hash {head.hash.hex()}\n")
    return 0


def _checked(log_spec: str, checkpoints: tuple[Head, ...]) -> Verified:
    try:
        with closing_log(log_spec, read_only=True) as log:
            verdict = verify(log, checkpoints)
    except CorruptLogError as error:  # so broken that it cannot even be opened
        verdict = Broken(position=1, reason=str(error))
    if isinstance(verdict, Broken):
        return Verified(ok=False, events=max(0, verdict.position - 1), head=None, position=verdict.position, reason=verdict.reason)
    return Verified(ok=True, events=verdict.position, head=verdict.hash.hex(), position=verdict.position, reason=None, checkpoints=len(checkpoints))
