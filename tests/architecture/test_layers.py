"""The import contracts bite: in an empty house each forbidden import is refused, and the contract is named."""

import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.architecture.sources import ROOT

LAYERS = "rooms import only from rooms below"
REPLAY_USERS = "only the command line and the reports look back with replay"
REPLAY_NEEDS = "replay needs no actor, no report and no command line"
REPORTS = "reports are made from projections and blobs, never from actors"
RAY = "Ray is known to the actors alone"


def rooms() -> list[str]:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    layers = next(contract["layers"] for contract in contracts if contract["name"] == LAYERS)
    return [name for layer in layers for name in re.findall(r"\w+", layer)]


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """Return every room of the house, empty, under the real contracts."""
    for package in ("replay", "haste", *(f"haste/{room}" for room in rooms())):
        (tmp_path / package).mkdir()
        (tmp_path / package / "__init__.py").touch()
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def check(house: Path) -> str:
    command = [str(Path(sys.executable).parent / "lint-imports"), "--no-cache", "--no-logo"]
    return subprocess.run(command, cwd=house, capture_output=True, text=True, timeout=60, check=False).stdout


@pytest.mark.parametrize(
    ("where", "line", "contract"),
    [
        ("haste/vocabulary/stray.py", "import haste.events", LAYERS),
        ("haste/commands/stray.py", "import haste.events", LAYERS),
        ("haste/decisions/stray.py", "import haste.policies", LAYERS),
        ("haste/stray.py", "", LAYERS),
        ("haste/projections/stray.py", "import replay", REPLAY_USERS),
        ("replay/stray.py", "import haste.actors", REPLAY_NEEDS),
        ("haste/report/stray.py", "import haste.actors", REPORTS),
        ("haste/ports/stray.py", "import ray.util", RAY),
        ("haste/cli/stray.py", "from ray import job_submission", RAY),
    ],
)
def test_a_forbidden_import_breaks_its_contract(house: Path, where: str, line: str, contract: str) -> None:
    (house / where).write_text(f"{line}\n")

    said = check(house)

    assert f"{contract} BROKEN" in said


@pytest.mark.parametrize(
    ("where", "line"),
    [
        ("haste/cli/stray.py", "import haste.actors, haste.errors, replay"),
        ("haste/report/stray.py", "import replay"),
        ("haste/actors/stray.py", "import ray"),
        ("replay/stray.py", "import haste.decisions, haste.wiring"),
    ],
)
def test_an_allowed_import_breaks_nothing(house: Path, where: str, line: str) -> None:
    (house / where).write_text(f"{line}\n")

    said = check(house)

    assert "5 kept, 0 broken" in said
