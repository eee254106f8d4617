"""Attack: signal the process that started it, its own parent, or any other of the host."""

import contextlib
import json
import os
import signal
from pathlib import Path

TARGETS = json.loads(Path(os.environ["INPUT"], "targets.json").read_bytes())

reached = []
for process in (TARGETS["supervisor"], TARGETS["victim"], os.getppid()):
    with contextlib.suppress(OSError):
        if process > 0:  # 0 is a parent that is in no namespace of this process's, and would mean its own group
            os.kill(process, signal.SIGWINCH)  # which all of them ignore, should it arrive
            reached.append(process)
assert reached
Path(os.environ["OUTPUT"]).write_text("got", encoding="utf-8")
