"""Attack: write more than the disk allowed in many files."""

import os
import time
from pathlib import Path

for number in range(40):
    Path(f"part-{number}").write_bytes(b"x" * (4 * 1024**2))
time.sleep(1)
Path(os.environ["OUTPUT"]).write_text("got", encoding="utf-8")
