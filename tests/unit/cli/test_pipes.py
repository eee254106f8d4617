"""What goes where, and what happens where nobody reads it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.builders import sweep_started
from tests.unit.cli.homes import Desk

COMMANDS = (("sweeps", "--json"), ("sweeps",), ("report", "--json"), ("report",), ("log", "verify"))


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_a_reader_that_has_gone_costs_no_traceback(desk: Desk, words: tuple[str, ...]) -> None:
    desk.keep([sweep_started()])
    buffered = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
    reading, writing = os.pipe()
    os.close(reading)
    try:
        ended = subprocess.run(
            [sys.executable, "-m", "haste.cli.main", *words, "--home", str(desk.home)],
            stdout=writing,
            stderr=subprocess.PIPE,
            cwd=Path(__file__).parents[3],
            env=buffered,
            check=False,
        )
    finally:
        os.close(writing)

    assert (ended.returncode, ended.stderr) == (1, b"")
