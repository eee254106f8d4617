"""Derived chance: equal names give equal seeds, on every machine, and other names others."""

import itertools
import os
import subprocess
import sys
from pathlib import Path

import pytest

from haste.seeds import derive

ROOT = Path(__file__).parents[2]


def test_a_seed_is_the_same_on_every_machine_and_in_every_version() -> None:
    assert [derive(0, "leaf", 1, "split"), derive(7, "wine", 0, "author")] == [360940263, 327963283]


def test_a_seed_does_not_depend_on_the_process() -> None:
    command = [sys.executable, "-c", "from haste.seeds import derive; print(derive(3, 'leaf', 2, 'split'))"]
    environment = {**os.environ, "PYTHONHASHSEED": "17", "PYTHONPATH": str(ROOT)}

    printed = subprocess.run(command, capture_output=True, text=True, check=True, env=environment, cwd=ROOT).stdout

    assert int(printed) == derive(3, "leaf", 2, "split")


def test_every_name_changes_the_seed() -> None:
    seeds = [derive(*names) for names in itertools.product((0, 1), ("leaf", "wine"), (1, 2), ("split", "author"))]

    assert len(set(seeds)) == len(seeds)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ((1, "2-leaf", 3, "split"), (12, "-leaf", 3, "split")),
        ((1, "leaf", 12, "3"), (1, "leaf", 1, "23")),
        ((1, "leaf1", 1, "x"), (1, "leaf", 11, "x")),
    ],
)
def test_names_cannot_run_into_each_other(one: tuple[int, str, int, str], other: tuple[int, str, int, str]) -> None:
    assert derive(*one) != derive(*other)


@pytest.mark.parametrize("sweep_seed", [0, -1, 2**32, 10**30])
def test_a_seed_fits_what_libraries_take(sweep_seed: int) -> None:
    assert 0 <= derive(sweep_seed, "leaf", 1, "split") < 2**32
