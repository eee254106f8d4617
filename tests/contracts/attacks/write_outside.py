"""Attack: write a file outside the own folder: a new one, one of the host's own, a program's, or a package's."""

import contextlib
import json
import os
import sys
from pathlib import Path

TARGETS = json.loads(Path(os.environ["INPUT"], "targets.json").read_bytes())
OTHERS = (*TARGETS["private_files"], "/etc/passwd", sys.executable, contextlib.__file__)

opened = []
with contextlib.suppress(OSError):
    opened.append(Path(TARGETS["home"], "written").write_text("x", encoding="utf-8"))
for path in OTHERS:
    with contextlib.suppress(OSError), Path(path).open("ab"):  # nothing is written, should it open
        opened.append(path)
assert opened
Path(os.environ["OUTPUT"]).write_text("got", encoding="utf-8")
