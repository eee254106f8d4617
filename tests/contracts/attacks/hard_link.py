"""Attack: give a file of the host a second name here, and read it by that."""

import json
import os
from pathlib import Path

TARGETS = json.loads(Path(os.environ["INPUT"], "targets.json").read_bytes())

here = Path("mine")
here.hardlink_to(TARGETS["private_files"][0])
assert here.read_bytes()
Path(os.environ["OUTPUT"]).write_text("got", encoding="utf-8")
