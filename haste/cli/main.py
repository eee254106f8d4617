"""The command line: finds the command, runs it, and turns errors into messages and exit codes.

Exit codes: 0 success, 1 failure, 2 wrong use, 130 interrupted.
"""

import argparse
import os
import signal
import sys
from collections.abc import Sequence
from types import FrameType
from typing import NoReturn

from haste import __version__
from haste.cli.console import configure
from haste.cli.options import INTERRUPTED
from haste.errors import HasteError, UseError
from haste.wiring import load

COMMANDS = {
    "solve": ("haste.cli.solve", "compete on your own data: a folder with train.csv and test.csv"),
    "sweep": ("haste.cli.sweep", "compete on suites, bundled competitions or folders of competitions"),
    "ablate": ("haste.cli.ablate", "compare arms: the same competitions with and without what others have taught"),
    "competitions": ("haste.cli.competitions", "list, prepare and show what there is to compete on"),
    "resume": ("haste.cli.resume", "go on with a sweep that was interrupted"),
    "sweeps": ("haste.cli.sweeps", "list all sweeps of a log"),
    "report": ("haste.cli.report", "show how a sweep stands"),
    "skills": ("haste.cli.skills", "list, show, search and govern what was learned"),
    "audit": ("haste.cli.audit", "decide again how a skill came about, and compare"),
    "replay": ("haste.cli.replay", "show a past state, what other constants would have decided, or decide whole logs again"),
    "log": ("haste.cli.log", "check, carry over and look into the log"),
    "diff": ("haste.cli.diff", "find the first disagreement of two logs"),
    "doctor": ("haste.cli.doctor", "see whether a sweep can run here, and what to do where it cannot"),
}


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command.

    Args:
        argv: Words after the program's name; those of this process where None.

    Returns:
        The exit code.
    """
    words = list(sys.argv[1:] if argv is None else argv)
    configure()
    signal.signal(signal.SIGTERM, _interrupt)
    try:
        return _run(words)
    except UseError as error:
        return _failed(error, 2)
    except HasteError as error:
        return _failed(error, 1)
    except KeyboardInterrupt:
        sys.stderr.write("interrupted; `haste sweeps` lists what can go on\n")
        return INTERRUPTED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # what is buffered has no reader, and would fail once more at the exit
        return 1


def _run(words: Sequence[str]) -> int:
    try:
        arguments = _parser(words).parse_args(words)
        code: int = arguments.run(arguments)
        return code
    finally:
        sys.stdout.flush()  # also after --help: here a reader that has gone can still be caught


def _parser(words: Sequence[str]) -> argparse.ArgumentParser:
    """A parser that knows all commands by name, and the arguments of the one that is named."""
    parser = argparse.ArgumentParser(prog="haste", description="Machine-learning engineering that remembers.")
    parser.add_argument("--version", action="version", version=f"haste {__version__}")
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")
    named = next((word for word in words if not word.startswith("-")), None)
    for name, (module, summary) in COMMANDS.items():
        command = commands.add_parser(name, help=summary, description=summary)
        if name == named:
            load(module).add_arguments(command)
    return parser


def _failed(error: HasteError, code: int) -> int:
    sys.stderr.write(f"haste: {error}\n")
    return code


def _interrupt(_: int, __: FrameType | None) -> NoReturn:
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main())
