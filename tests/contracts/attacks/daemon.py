"""Attack: leave a process of another session behind."""

import json
import os
import time
from pathlib import Path

TARGETS = json.loads(Path(os.environ["INPUT"], "targets.json").read_bytes())

if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        os.execlp("sleep", TARGETS["daemon"], "60")  # noqa: S606 - the plainest of daemons
    os._exit(0)
time.sleep(0.3)
Path(os.environ["OUTPUT"]).write_text("got", encoding="utf-8")
