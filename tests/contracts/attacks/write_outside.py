"""Attack: write a file outside the own folder."""

import json
import os
from pathlib import Path

TARGETS = json.loads(Path(os.environ["INPUT"], "targets.json").read_bytes())

Path(TARGETS["home"], "written").write_text("x", encoding="utf-8")
Path(os.environ["OUTPUT"]).write_text("got", encoding="utf-8")
