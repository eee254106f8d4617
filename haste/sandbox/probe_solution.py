"""A small attack, run as a solution by `trying`: its submission names what it got at."""

import contextlib
import json
import os
import socket
from collections.abc import Mapping
from pathlib import Path

import numpy as np  # noqa: F401 - a solution must find the packages of this environment

OF_A_SHELL = {"PWD"}


def names_in_proc() -> set[str]:
    """Names of the variables of every process that lets itself be read."""
    found: set[str] = set()
    for path in Path("/proc").glob("[0-9]*/environ"):
        with contextlib.suppress(OSError):
            found |= {pair.partition(b"=")[0].decode(errors="replace") for pair in path.read_bytes().split(b"\0") if pair}
    return found


def attack(name: str, targets: Mapping[str, str | int | list[str]]) -> bool:
    """Try one attack; true where it got at something."""
    known = {*map(str, targets["variables"] if isinstance(targets["variables"], list) else ()), *OF_A_SHELL}
    match name:
        case "private_file":
            return bool(Path(str(targets["private_file"])).read_bytes())
        case "environment":
            return bool(set(os.environ) - known)
        case "process_environment":
            return bool(names_in_proc() - known)
        case "tcp":
            with socket.create_connection(("127.0.0.1", int(str(targets["port"]))), timeout=5):
                return True
        case "write_input":
            return bool(Path(os.environ["INPUT"], "written").write_text("x", encoding="utf-8"))
        case _:
            return False


def main() -> None:
    """Attack, and say with what success."""
    targets = json.loads(Path(os.environ["INPUT"], "targets.json").read_bytes())
    got_at = []
    for name in ("private_file", "environment", "process_environment", "tcp", "write_input"):
        with contextlib.suppress(OSError):
            got_at += [name] if attack(name, targets) else []
    Path(os.environ["OUTPUT"]).write_text(" ".join(got_at), encoding="utf-8")


if __name__ == "__main__":
    main()
