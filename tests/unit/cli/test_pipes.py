"""What goes where, and what happens where nobody reads it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.builders import sweep_started
from tests.unit.cli.homes import Desk

COMMANDS = (("sweeps", "--json"), ("sweeps",), ("report", "--json"), ("report",), ("log", "verify"), ("sweeps", "--help"))


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_a_reader_that_has_gone_costs_no_traceback(desk: Desk, words: tuple[str, ...]) -> None:
    desk.keep([sweep_started()])

    assert without_a_reader(*words, "--home", str(desk.home)) == (1, b"")


@pytest.mark.parametrize("word", ["--help", "--version"])
def test_help_that_nobody_reads_costs_no_complaint(word: str) -> None:
    assert without_a_reader(word) == (1, b"")


def without_a_reader(*words: str) -> tuple[int, bytes]:
    """Exit code and stderr of a command whose stdout is a pipe that nobody reads any more."""
    buffered = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
    reading, writing = os.pipe()
    os.close(reading)
    try:
        ended = subprocess.run(
            [sys.executable, "-m", "haste.cli.main", *words],
            stdout=writing,
            stderr=subprocess.PIPE,
            cwd=Path(__file__).parents[3],
            env=buffered,
            check=False,
        )
    finally:
        os.close(writing)
    return ended.returncode, ended.stderr
