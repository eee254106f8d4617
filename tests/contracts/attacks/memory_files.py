"""Attack: use more memory than allowed in files of /dev/shm."""

import os
import time
from pathlib import Path

SHARED_MEMORY = Path("/dev/shm")  # noqa: S108 - the target
FILES = 15

written = [SHARED_MEMORY / f"haste-attack-{os.getpid()}-{number}" for number in range(FILES)]
try:
    for path in written:
        path.write_bytes(b"x" * (40 * 1024**2))
    time.sleep(1)
finally:
    for path in written:
        path.unlink(missing_ok=True)
Path(os.environ["OUTPUT"]).write_text("got", encoding="utf-8")
