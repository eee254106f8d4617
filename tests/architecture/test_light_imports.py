"""Importing HASTE is cheap: a framework is loaded where it is used and not before."""

import subprocess
import sys

import pytest

from tests.architecture.sources import ROOT

FRAMEWORKS = ("anthropic", "lancedb", "lightgbm", "pandas", "ray", "sklearn", "torch")


@pytest.mark.parametrize("module", ["haste", "haste.events.codec", "haste.ports", "haste.cli.main", "replay"])
def test_importing_loads_no_framework(module: str) -> None:
    code = f"import sys, {module}; print(*sorted(set({FRAMEWORKS!r}) & set(sys.modules)))"

    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)

    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == []
