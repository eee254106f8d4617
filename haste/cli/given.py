"""Tells what a person gave from what an option is by default."""

import argparse
from collections.abc import Sequence

_GIVEN = "given"


class Stored(argparse.Action):
    """Stores a value, or the constant of a switch, and remembers that it was given."""

    def __call__(
        self, parser: argparse.ArgumentParser, namespace: argparse.Namespace, values: str | Sequence[object] | None, option_string: str | None = None
    ) -> None:
        """Store it."""
        del parser, option_string
        setattr(namespace, self.dest, self.const if self.nargs == 0 else values)
        _remember(namespace, self.dest)


class Switched(argparse.BooleanOptionalAction):
    """The same for `--name` and `--no-name`."""

    def __call__(
        self, parser: argparse.ArgumentParser, namespace: argparse.Namespace, values: str | Sequence[object] | None, option_string: str | None = None
    ) -> None:
        """Store it."""
        super().__call__(parser, namespace, values, option_string)
        _remember(namespace, self.dest)


def given(arguments: argparse.Namespace) -> frozenset[str]:
    """Names of the options that a person gave, as attributes of the arguments."""
    return getattr(arguments, _GIVEN, frozenset())


def _remember(namespace: argparse.Namespace, name: str) -> None:
    setattr(namespace, _GIVEN, given(namespace) | {name})
