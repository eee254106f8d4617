"""A desk for every test of a command, and a process that is as it was before."""

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog

from tests.unit.cli.homes import Desk


@pytest.fixture
def desk(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """A home of its own; what a command sets up for its process is undone."""
    for name in ("HASTE_HOME", "RAY_JOB_CONFIG_JSON_ENV_VAR"):
        monkeypatch.delenv(name, raising=False)
    before = signal.getsignal(signal.SIGTERM)
    yield Desk(tmp_path / "home", capsys)
    signal.signal(signal.SIGTERM, before)
    structlog.reset_defaults()
