"""Attack: attach to a process of the host."""

import ctypes
import json
import os
from pathlib import Path

PTRACE_SEIZE = 0x4206
TARGETS = json.loads(Path(os.environ["INPUT"], "targets.json").read_bytes())

assert ctypes.CDLL(None).ptrace(PTRACE_SEIZE, TARGETS["victim"], None, None) == 0
Path(os.environ["OUTPUT"]).write_text("got", encoding="utf-8")
