"""Attack: use more memory than allowed in one process."""

import os
import time
from pathlib import Path

taken = bytearray(1024**3)
taken[::4096] = b"x" * len(taken[::4096])
time.sleep(1)
Path(os.environ["OUTPUT"]).write_text("got", encoding="utf-8")
