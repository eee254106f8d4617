"""Attack: have the host read a submission of 10 GB."""

import os
from pathlib import Path

with Path(os.environ["OUTPUT"]).open("wb") as file:
    file.truncate(10 * 1000**3)
