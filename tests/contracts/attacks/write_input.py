"""Attack: change the input."""

import os
from pathlib import Path

Path(os.environ["INPUT"], "more.csv").write_text("a,b", encoding="utf-8")
Path(os.environ["OUTPUT"]).write_text("got", encoding="utf-8")
