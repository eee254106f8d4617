"""Attack: never end."""

import os
import time
from pathlib import Path

time.sleep(3600)
Path(os.environ["OUTPUT"]).write_text("got", encoding="utf-8")
