"""A desk for every test of a command, and a process that is as it was before."""

import signal
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from haste.cli import driving
from haste.wiring import load
from tests.unit.cli.homes import Desk
from tests.unit.cli.troupe import Troupe, ends_well


@pytest.fixture
def desk(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """A home of its own; what a command sets up for its process is undone."""
    for name in ("HASTE_HOME", "RAY_JOB_CONFIG_JSON_ENV_VAR"):
        monkeypatch.delenv(name, raising=False)
    before = signal.getsignal(signal.SIGTERM)
    yield Desk(tmp_path / "home", capsys)
    signal.signal(signal.SIGTERM, before)


@pytest.fixture
def troupe(monkeypatch: pytest.MonkeyPatch) -> Troupe:
    stand_in = Troupe(ends_well)
    stages = {"haste.actors.runtime": stand_in, "haste.actors.environment": SimpleNamespace(prepare=lambda: None)}
    monkeypatch.setattr(driving, "load", lambda name: stages.get(name) or load(name))
    return stand_in


@pytest.fixture
def own_data(tmp_path: Path) -> Path:
    folder = tmp_path / "own data"
    folder.mkdir()
    (folder / "train.csv").write_text("id,x,y\n" + "".join(f"{n},{n % 9},{n % 2}\n" for n in range(30)), encoding="utf-8")
    (folder / "test.csv").write_text("id,x\n50,1\n51,2\n", encoding="utf-8")
    return folder
