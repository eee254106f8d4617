"""Attack: block the host by a FIFO in place of the submission."""

import os

os.mkfifo(os.environ["OUTPUT"])
