"""A recorded sweep is played back on Ray: nothing is asked or executed, and both logs agree; what runs again has to end the same."""

import asyncio
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from haste.events.run import ExecutionFinished
from haste.events.sweep import SandboxProbed
from haste.wiring import open_recording
from tests.company import competitions, recorded, start

ROOT = Path(__file__).parents[2]
PATIENCE_S = 300.0


def haste(place: Path, *words: str) -> tuple[int, str, str]:
    """Exit code, stdout and stderr of a command in a place."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("HASTE_", "RAY_", "ANTHROPIC_"))}
    done = subprocess.run(
        [sys.executable, "-m", "haste.cli.main", *words, "--json"],
        capture_output=True,
        text=True,
        cwd=place,
        env=kept | {"PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"},
        timeout=PATIENCE_S,
        check=False,
    )
    return done.returncode, done.stdout, done.stderr


@pytest.fixture(scope="module")
def old(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The log of a sweep of two competitions in two rounds, whose scores nobody measured."""
    place = tmp_path_factory.mktemp("old")
    wanted = competitions(place / "data", "alder", "birch")
    return asyncio.run(recorded(place, *wanted, started=start(*wanted, trials=5)))


@pytest.mark.timeout(600)
def test_a_sweep_is_played_back_on_ray_without_a_process_and_agrees(old: Path, tmp_path: Path) -> None:
    competitions(tmp_path, "alder", "birch")

    code, printed, said = haste(tmp_path, "sweep", "alder", "birch", "--llm", f"playback:{old}", "--home", "new")
    compared, agreement, _ = haste(tmp_path, "diff", str(old), "new/log.sqlite")

    assert code == 0, said[-3000:]
    assert [run["valid"] for run in json.loads(printed)["runs"]] == [True, True]
    assert (compared, json.loads(agreement)["agree"]) == (0, True)
    played = open_recording(f"playback:{tmp_path / 'new' / 'log.sqlite'}")
    assert [one.event.sandbox for one in played.events if isinstance(one.event, SandboxProbed)] == ["playback"]
    assert sum(isinstance(one.event, ExecutionFinished) for one in played.events) >= 20
    assert not (tmp_path / "new" / "scratch").exists()  # where a process would have had its folder
    assert not (tmp_path / "new" / "memo").exists()


@pytest.mark.timeout(600)
def test_an_execution_that_runs_again_and_ends_otherwise_stops_the_sweep_and_is_named(old: Path, tmp_path: Path) -> None:
    code, printed, said = haste(tmp_path, "sweep", "--llm", f"playback:{old}", "--rerun-executions", "--home", "new")

    message = said.splitlines()[-1]
    recorded = ((one.position, one.event) for one in open_recording(f"playback:{old}").events)
    position, first = next((position, event) for position, event in recorded if isinstance(event, ExecutionFinished))
    assert (code, printed) == (1, "")
    assert f"position {position}, alder, trial 1, fold 0: expected succeeded, score {first.result.score}," in message
    assert "found succeeded, score " in message
    assert (tmp_path / "new" / "scratch").exists()
