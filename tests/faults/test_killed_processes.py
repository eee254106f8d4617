"""Processes of a running sweep are killed for real; the sweep must end as if nothing had happened."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from haste.events.codec import typed
from haste.events.event import Recorded
from haste.events.run import ExecutionFinished, ExecutionStarted, RunStarted, StepChosen
from haste.ports import EventLog
from haste.vocabulary.ids import Position, SweepId
from haste.wiring import open_log
from replay.diff import disagreement

pytestmark = pytest.mark.timeout(900)
PATIENCE_S = 600.0
AGENTS_S = 180.0
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small competition, with answers."""
    folder = tmp_path_factory.mktemp("competitions")
    chance = np.random.default_rng(5)
    numbers = pd.DataFrame(chance.normal(size=(240, 4)), columns=list("abcd"))
    numbers["price"] = 3 * numbers.a - numbers.b * numbers.c + chance.normal(scale=0.3, size=240)
    write_competition(folder / "prices", numbers, "price", metric="rmse")
    return folder


def write_competition(folder: Path, rows: pd.DataFrame, target: str, *, metric: str) -> None:
    """The layout of a competition's folder: the last 60 rows are the test."""
    public, private = folder / "prepared" / "public", folder / "prepared" / "private"
    public.mkdir(parents=True)
    private.mkdir()
    rows = rows.assign(id=np.arange(len(rows)))[["id", *rows.columns]]
    train, test = rows.iloc[:180], rows.iloc[180:]
    train.to_csv(public / "train.csv", index=False)
    test.drop(columns=target).to_csv(public / "test.csv", index=False)
    test[["id"]].assign(**{target: 0.5}).to_csv(public / "sample_submission.csv", index=False)
    test[["id", target]].to_csv(private / "test.csv", index=False)
    (folder / "config.yaml").write_text(f"id: {folder.name}\nmetric: {metric}\n")


class Sweep:
    """One `haste` command over the competitions, in a process of its own."""

    def __init__(self, home: Path, *words: str) -> None:
        self.home = home
        self._printed = home.parent / f"{words[0]}.json"
        with self._printed.open("w") as printed, self._printed.with_suffix(".stderr").open("w") as told:
            self.process = subprocess.Popen(command(home, *words), stdout=printed, stderr=told, cwd=home.parent, env=ENVIRONMENT)

    @property
    def log(self) -> EventLog:
        """The home's log."""
        return open_log(str(self.home / "log.sqlite"), read_only=True)

    def until(self, reached: Callable[[list[Recorded]], bool]) -> None:
        """Wait until the log satisfies a condition."""
        end = time.monotonic() + PATIENCE_S
        while time.monotonic() < end:
            assert self.process.poll() is None, "the sweep ended before it got there"
            if (self.home / "log.sqlite").exists() and reached(events(self.log)):
                return
            time.sleep(0.1)
        pytest.fail("the sweep did not get there in time")

    def kill(self, actor: str) -> None:
        """SIGKILL one actor of this sweep, by its class."""
        pids = [pid for pid in descendants(self.process.pid) if f"ray::{actor}" in title(pid)]
        assert pids, f"no process of {actor}"
        os.kill(pids[0], signal.SIGKILL)

    def document(self) -> dict[str, object]:
        """What it printed in the end."""
        self.process.wait(timeout=PATIENCE_S)
        printed = self._printed.read_text()
        assert printed, self._printed.with_suffix(".stderr").read_text()[-3000:]
        found: dict[str, object] = json.loads(printed)
        return found


def descendants(pid: int) -> Iterator[int]:
    """All processes below one."""
    for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split() if Path(f"/proc/{pid}").exists() else ():
        yield int(child)
        yield from descendants(int(child))


def titles(pids: list[int]) -> list[str]:
    """Of those that are still there."""
    return [found for pid in pids if (found := title(pid))]


def gone(pids: list[int]) -> bool:
    """Wait for processes to end: Ray's agents notice a lost raylet only after a while."""
    end = time.monotonic() + AGENTS_S
    while titles(pids) and time.monotonic() < end:
        time.sleep(0.5)
    return not titles(pids)


def title(pid: int) -> str:
    """What a process calls itself."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except OSError:
        return ""


def events(log: EventLog) -> list[Recorded]:
    """The whole log."""
    return list(typed(log.tail(after=Position(0), limit=1_000_000)))


def count(log: list[Recorded], kind: type) -> int:
    """How many events of a kind there are."""
    return sum(isinstance(recorded.event, kind) for recorded in log)


def executed_again(log: list[Recorded]) -> list[tuple[object, ...]]:
    """Executions that were asked for although their result was in the log."""
    finished: set[tuple[object, ...]] = set()
    again: list[tuple[object, ...]] = []
    for recorded in log:
        event = recorded.event
        if isinstance(event, ExecutionStarted | ExecutionFinished):
            place = (event.run, event.iteration, event.stage, event.fold)
            if isinstance(event, ExecutionFinished):
                finished.add(place)
            elif place in finished:
                again.append(place)
    return again


@pytest.fixture(scope="module")
def undisturbed(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Sweep:
    """The same sweep with nobody killed."""
    sweep = Sweep(tmp_path_factory.mktemp("undisturbed") / "home", "sweep", str(folder), "--budget-trials", "4", "--seed", "7")
    document = sweep.document()
    assert document["state"] == "finished"
    return sweep


def test_a_sweep_goes_on_when_its_actors_are_killed(folder: Path, undisturbed: Sweep, tmp_path: Path) -> None:
    sweep = Sweep(tmp_path / "home", "sweep", str(folder), "--budget-trials", "4", "--seed", "7")

    sweep.until(lambda log: count(log, ExecutionFinished) >= 2)
    sweep.kill("WorkerHost")
    sweep.until(lambda log: count(log, StepChosen) >= 3)
    sweep.kill("SpecialistHost")
    sweep.until(lambda log: count(log, ExecutionFinished) >= 6)
    sweep.kill("KeeperHost")
    sweep.until(lambda log: count(log, ExecutionFinished) >= 10)
    sweep.kill("OrchestratorHost")
    document = sweep.document()

    assert document["state"] == "finished"
    assert executed_again(events(sweep.log)) == []
    assert disagreement(undisturbed.log, only_sweep(undisturbed), sweep.log, only_sweep(sweep)) is None


def test_a_sweep_is_resumed_when_its_driver_was_killed(folder: Path, undisturbed: Sweep, tmp_path: Path) -> None:
    sweep = Sweep(tmp_path / "home", "sweep", str(folder), "--budget-trials", "4", "--seed", "7")
    sweep.until(lambda log: count(log, ExecutionFinished) >= 6)
    below = list(descendants(sweep.process.pid))

    sweep.process.kill()
    sweep.process.wait()
    listed = json.loads(subprocess.run(command(sweep.home, "sweeps"), capture_output=True, check=True, env=ENVIRONMENT).stdout)
    resumed = Sweep(tmp_path / "home", "resume")
    document = resumed.document()

    assert [entry["state"] for entry in listed] == ["interrupted"]
    assert document["state"] == "finished"
    assert executed_again(events(resumed.log)) == []
    assert count(events(resumed.log), RunStarted) == 1
    assert disagreement(undisturbed.log, only_sweep(undisturbed), resumed.log, only_sweep(resumed)) is None
    assert [found for found in titles(below) if "Agent" not in found] == [], "actors or solutions of the killed driver are still there"
    assert gone(below), f"Ray's own processes outlived their driver by more than {AGENTS_S} s: {titles(below)}"


def only_sweep(sweep: Sweep) -> SweepId:
    """The one sweep of a log."""
    return SweepId(events(sweep.log)[0].correlation)


def command(home: Path, *words: str) -> list[str]:
    """The words of one `haste` command."""
    return [sys.executable, "-m", "haste.cli.main", *words, "--home", str(home), "--json"]
