"""Attack: use more memory than allowed, spread over children."""

import os
import time
from pathlib import Path

CHILDREN = 6

for _ in range(CHILDREN):
    if os.fork() == 0:
        taken = b"x" * (150 * 1024**2)
        time.sleep(2)
        os._exit(len(taken) == 0)
time.sleep(2)
Path(os.environ["OUTPUT"]).write_text("got", encoding="utf-8")
