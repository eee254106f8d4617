"""Attack: read the token that Ray keeps in the user's home."""

import json
import os
from pathlib import Path

TARGETS = json.loads(Path(os.environ["INPUT"], "targets.json").read_bytes())

assert Path(TARGETS["home"], ".ray", "auth_token").read_bytes()
Path(os.environ["OUTPUT"]).write_text("got", encoding="utf-8")
