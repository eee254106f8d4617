"""A sandbox is believed only what its probe saw."""

import asyncio
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from haste.ports import Execution, Outcome, Walls
from haste.sandbox import control_group, trying
from haste.sandbox.trying import Claim, try_out
from haste.vocabulary.scales import Reason, Status

CLAIM = Claim(sandbox="claimed", walled=True, misses=("tcp",))


class Answering:
    """A sandbox that answers with one outcome."""

    def __init__(self, outcome: Outcome) -> None:
        self._outcome = outcome

    def probe(self) -> Walls:
        raise AssertionError

    async def run(self, execution: Execution) -> Outcome:
        assert execution.code
        return self._outcome


def answering(submission: bytes) -> Answering:
    return Answering(Outcome(status=Status.SUCCEEDED, wall_s=0.1, cpu_s=0.1, submission=submission))


class Open:
    """No sandbox at all: the probe runs with everything that the parent has."""

    def probe(self) -> Walls:
        raise AssertionError

    async def run(self, execution: Execution) -> Outcome:
        output = Path(execution.input).parent / "submission.csv"
        environment = {"INPUT": execution.input, "OUTPUT": str(output), "A_SECRET": "x"}
        await asyncio.to_thread(subprocess.run, [sys.executable, "-"], input=execution.code, env=environment, check=True)
        return Outcome(status=Status.SUCCEEDED, wall_s=0.1, cpu_s=0.1, submission=output.read_bytes())


def test_walls_hold_where_the_probe_got_at_nothing_that_is_claimed(tmp_path: Path) -> None:
    walls = try_out(answering(b"tcp"), CLAIM, scratch=tmp_path)

    assert walls.holds
    assert walls.misses == ("tcp",)
    assert "tcp" not in walls.stops


def test_a_control_group_stops_what_walls_alone_miss(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    claim = msgspec.structs.replace(CLAIM, misses=("memory_files", "tcp"))
    found = []
    for works in (False, True):
        monkeypatch.setattr(trying, "a_group_works", lambda works=works: works)
        found.append(try_out(answering(b""), claim, scratch=tmp_path))

    assert [(walls.group, walls.misses, "memory_files" in walls.stops) for walls in found] == [
        (False, ("memory_files", "tcp"), False),
        (True, ("tcp",), True),
    ]


@pytest.mark.parametrize(("entrance", "entered"), [("there", True), ("no/such/folder", False)])
def test_a_group_works_where_it_can_be_entered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, entrance: str, entered: bool) -> None:  # noqa: FBT001 - a column of the table above
    (tmp_path / "there").mkdir()
    monkeypatch.setattr(control_group, "made", lambda **_: control_group.ControlGroup(tmp_path / entrance))

    assert trying.a_group_works() is entered


def test_walls_do_not_hold_where_the_probe_got_at_what_is_claimed(tmp_path: Path) -> None:
    walls = try_out(answering(b"private_file tcp"), CLAIM, scratch=tmp_path)

    assert (walls.holds, walls.stops) == (False, ())
    assert walls.because == "expected it to stop private_file, found that it does not"


def test_walls_do_not_hold_where_nothing_runs(tmp_path: Path) -> None:
    refused = Outcome(status=Status.REFUSED, reason=Reason.NO_WALLS, message="no namespaces", wall_s=0.0, cpu_s=0.0)

    assert "no namespaces" in try_out(Answering(refused), CLAIM, scratch=tmp_path).because


@pytest.mark.parametrize("attack", ["private_file", "environment", "process_environment", "tcp", "write_input"])
def test_the_probe_gets_at_everything_where_there_is_no_wall(tmp_path: Path, attack: str) -> None:
    walls = try_out(Open(), Claim(sandbox="open", walled=True, misses=()), scratch=tmp_path)

    assert attack in walls.because
