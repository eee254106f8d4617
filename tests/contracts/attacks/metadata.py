"""Attack: change the mode of a file outside the own folder."""

import json
import os
from pathlib import Path

TARGETS = json.loads(Path(os.environ["INPUT"], "targets.json").read_bytes())

Path(TARGETS["private_files"][0]).chmod(0o640)
Path(os.environ["OUTPUT"]).write_text("got", encoding="utf-8")
