"""Attack: find the parent's secret in the environment."""

import json
import os
from pathlib import Path

TARGETS = json.loads(Path(os.environ["INPUT"], "targets.json").read_bytes())

assert TARGETS["secret_variable"] in os.environ
Path(os.environ["OUTPUT"]).write_text("got", encoding="utf-8")
