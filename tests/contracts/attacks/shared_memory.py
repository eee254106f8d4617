"""Attack: read a file that another program keeps in /dev/shm."""

import json
import os
from pathlib import Path

TARGETS = json.loads(Path(os.environ["INPUT"], "targets.json").read_bytes())

assert Path(TARGETS["shared_memory"]).read_bytes()
Path(os.environ["OUTPUT"]).write_text("got", encoding="utf-8")
