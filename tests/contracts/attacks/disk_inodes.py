"""Attack: make more files than allowed."""

import os
import time
from pathlib import Path

for number in range(1000):
    Path(f"empty-{number}").touch()
time.sleep(1)
Path(os.environ["OUTPUT"]).write_text("got", encoding="utf-8")
