"""A small attack, run as a solution by `trying`: its submission names what it got at."""

import contextlib
import json
import os
import socket
from collections.abc import Mapping
from pathlib import Path

import numpy  # noqa: F401 - a solution must find the packages of this environment

OF_A_SHELL = {"PWD"}


def names(environment: bytes) -> set[str]:
    """Names of the variables in a file of /proc."""
    return {pair.partition(b"=")[0].decode() for pair in environment.split(b"\0") if pair}


def attack(name: str, targets: Mapping[str, str | int | list[str]]) -> bool:
    """Try one attack; true where it got at something."""
    known = {*map(str, targets["variables"] if isinstance(targets["variables"], list) else ()), *OF_A_SHELL}
    match name:
        case "private_file":
            return bool(Path(str(targets["private_file"])).read_bytes())
        case "environment":
            return bool(set(os.environ) - known)
        case "process_environment":
            return any(names(path.read_bytes()) - known for path in Path("/proc").glob("[0-9]*/environ") if os.access(path, os.R_OK))
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
