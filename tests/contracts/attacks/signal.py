"""Attack: signal the process that started it."""

import json
import os
import signal
from pathlib import Path

TARGETS = json.loads(Path(os.environ["INPUT"], "targets.json").read_bytes())

os.kill(TARGETS["supervisor"], signal.SIGWINCH)  # which it ignores, should it arrive
Path(os.environ["OUTPUT"]).write_text("got", encoding="utf-8")
