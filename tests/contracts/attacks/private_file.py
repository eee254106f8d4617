"""Attack: read a file that only the host may read."""

import contextlib
import json
import os
from pathlib import Path

TARGETS = json.loads(Path(os.environ["INPUT"], "targets.json").read_bytes())

read = []
for path in TARGETS["private_files"]:
    with contextlib.suppress(OSError):  # one of them is enough
        read.append(Path(path).read_bytes())
assert any(read)
Path(os.environ["OUTPUT"]).write_text("got", encoding="utf-8")
