"""Attack: attach to a process of the host, or open its memory."""

import ctypes
import json
import os
from pathlib import Path

PTRACE_SEIZE = 0x4206
TARGETS = json.loads(Path(os.environ["INPUT"], "targets.json").read_bytes())


def opens(path: str) -> bool:
    """Whether the kernel lets this process at it."""
    try:
        os.close(os.open(path, os.O_RDWR))
    except OSError:
        return False
    return True


memory = [opens(f"/proc/{TARGETS[process]}/mem") for process in ("victim", "supervisor")]
attached = ctypes.CDLL(None).ptrace(PTRACE_SEIZE, TARGETS["victim"], None, None) == 0
assert attached or any(memory)
Path(os.environ["OUTPUT"]).write_text("got", encoding="utf-8")
