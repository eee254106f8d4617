"""Attack: use more memory than allowed, spread over children."""

import os
import time
from pathlib import Path

CHILDREN = 6

filled, filled_end = os.pipe()
for _ in range(CHILDREN):
    if os.fork() == 0:
        taken = b"x" * (150 * 1024**2)
        os.write(filled_end, taken[:1])
        time.sleep(5)
        os._exit(0)
for _ in range(CHILDREN):
    os.read(filled, 1)
time.sleep(1)
Path(os.environ["OUTPUT"]).write_text("got", encoding="utf-8")
