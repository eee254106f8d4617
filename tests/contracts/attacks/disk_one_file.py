"""Attack: write one file larger than the disk allowed."""

import os
import time
from pathlib import Path

with Path("large").open("wb") as file:
    file.writelines([b"x" * (8 * 1024**2)] * 20)
time.sleep(1)
Path(os.environ["OUTPUT"]).write_text("got", encoding="utf-8")
