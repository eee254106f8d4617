"""Attack: have more processes at once than allowed. Bounded, should nothing stop it."""

import os
import time
from pathlib import Path

PROCESSES = 300

for _ in range(PROCESSES):
    if os.fork() == 0:
        time.sleep(3)
        os._exit(0)
time.sleep(1)
Path(os.environ["OUTPUT"]).write_text("got", encoding="utf-8")
