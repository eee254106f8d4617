"""Attack: read a file that only the host may read."""

import json
import os
from pathlib import Path

TARGETS = json.loads(Path(os.environ["INPUT"], "targets.json").read_bytes())

assert any(Path(path).read_bytes() for path in TARGETS["private_files"])
Path(os.environ["OUTPUT"]).write_text("got", encoding="utf-8")
