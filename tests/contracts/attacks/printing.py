"""Attack: print without end, or nearly so."""

import os
import sys
from pathlib import Path

for _ in range(200):
    sys.stdout.write("x" * 1024**2)
Path(os.environ["OUTPUT"]).write_text("got", encoding="utf-8")
