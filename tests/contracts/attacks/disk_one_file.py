"""Attack: write one file larger than the disk allowed."""

import os
import time
from pathlib import Path

with Path("large").open("wb") as file:
    for _ in range(20):
        file.write(b"x" * (8 * 1024**2))
time.sleep(1)
Path(os.environ["OUTPUT"]).write_text("got", encoding="utf-8")
