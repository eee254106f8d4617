"""The log of a command that only looks at it."""

import argparse
from collections.abc import Iterator
from contextlib import contextmanager

from haste.cli.options import home_of, nothing_there
from haste.store.committing import KeptLog
from haste.wiring import closing_log


@contextmanager
def looked_at(arguments: argparse.Namespace) -> Iterator[KeptLog]:
    """The log that the options name, open for reading; an empty one where nothing was ever started in the home.

    Raises:
        LogError: It cannot be opened.
    """
    empty = nothing_there(arguments)
    _, log_spec = home_of(arguments)
    with closing_log("memory:" if empty else log_spec, read_only=not empty) as log:
        yield log
