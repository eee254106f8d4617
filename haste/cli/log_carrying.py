"""`haste log export` and `haste log import`: a whole log as a file, and back into a log of any kind."""

import argparse
import sys
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import msgspec

from haste.cli.options import add_common, home_of, print_json
from haste.errors import LogError
from haste.store.exporting import exported, imported
from haste.wiring import closing_log


class Carried(msgspec.Struct, frozen=True, kw_only=True):
    """What was exported or imported."""

    file: str
    position: int
    head: str


def add_actions(add: Callable[..., argparse.ArgumentParser]) -> None:
    """Both directions."""
    told = "write the whole log as lines of JSON, with the bytes and hashes that it holds"
    out = add("export", help=told, description=told)
    out.add_argument("file", metavar="FILE", help="must not be there yet; - for stdout")
    add_common(out, run_export)
    told = "make a log out of exported lines: the same bytes, positions and hashes"
    back = add("import", help=told, description=told)
    back.add_argument("file", metavar="FILE", help="made by `haste log export`; - for stdin")
    add_common(back, run_import)


def run_export(arguments: argparse.Namespace) -> int:
    """Write the lines."""
    _, log_spec = home_of(arguments)
    with closing_log(log_spec, read_only=True) as log, ExitStack() as held:
        try:
            file = sys.stdout.buffer if arguments.file == "-" else held.enter_context(Path(arguments.file).open("xb"))
        except OSError as error:
            raise _unusable(arguments.file, error, "a file that is not there yet") from error
        for line in exported(log):
            file.write(line)
    return 0


def run_import(arguments: argparse.Namespace) -> int:
    """Take the lines in, into a log that is empty or not there yet."""
    home, log_spec = home_of(arguments)
    home.make()
    with ExitStack() as held:
        try:
            file = sys.stdin.buffer if arguments.file == "-" else held.enter_context(Path(arguments.file).open("rb"))
        except OSError as error:
            raise _unusable(arguments.file, error, "a file that `haste log export` wrote") from error
        log = held.enter_context(closing_log(log_spec))
        head = imported(file, log, where=arguments.file)
    if arguments.json:
        print_json(Carried(file=arguments.file, position=head.position, head=head.hash.hex()))
    else:
        sys.stdout.write(f"{log_spec}: {head.position} events; head {head.hash.hex()}\n")
    return 0


def _unusable(file: str, error: OSError, expected: str) -> LogError:
    return LogError(expected=expected, found=error.strerror or str(error), where=file, next_step="Name another file.")
