"""Attack: write more than the disk allowed into files that have no name any more."""

import os
import time
from pathlib import Path

held = []
for number in range(40):
    path = Path(f"part-{number}")
    held.append(path.open("wb"))
    path.unlink()
    held[-1].write(b"x" * (4 * 1024**2))
    held[-1].flush()
time.sleep(1)
Path(os.environ["OUTPUT"]).write_text("got", encoding="utf-8")
