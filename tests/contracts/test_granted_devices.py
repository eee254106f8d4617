"""Devices are shown to a solution where one was granted, and nowhere else; any device of this machine stands for those of a GPU."""

import asyncio
import contextlib
import os
import stat
from pathlib import Path

import msgspec
import pytest

from haste.sandbox import enclosing
from haste.sandbox.choosing import KINDS
from tests.contracts.attacking import CEILINGS, execution

ALWAYS_SHOWN = ("full", "null", "ptmx", "random", "tty", "urandom", "zero")


def a_device() -> Path:
    """One that opens for any reader, and of which sandboxes know nothing."""
    for path in sorted(Path("/dev").iterdir()):
        if path.is_char_device() and path.stat().st_mode & stat.S_IROTH and path.name not in ALWAYS_SHOWN:
            with contextlib.suppress(OSError):
                os.close(os.open(path, os.O_RDONLY | os.O_NONBLOCK))
                return path
    pytest.skip("no such device here")


@pytest.mark.parametrize("kind", ["bubblewrap", "landlock"])
def test_a_device_is_there_where_one_was_granted_and_nowhere_else(kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    device, sandbox = a_device(), KINDS[kind](tmp_path / "scratch", CEILINGS)
    if not sandbox.probe().holds:
        pytest.skip(f"{kind} does not hold here")
    monkeypatch.setattr(enclosing, "DEVICES", device.name)
    code = f"import os; os.close(os.open({str(device)!r}, os.O_RDONLY)); open(os.environ['OUTPUT'], 'w').write('opened')"
    without = execution(code.encode(), tmp_path)
    granted = msgspec.structs.replace(without, resources=msgspec.structs.replace(without.resources, gpus=1.0))

    assert asyncio.run(sandbox.run(granted)).submission == b"opened"
    assert asyncio.run(sandbox.run(without)).submission is None
