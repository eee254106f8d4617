"""Attack: make a user namespace and be root in it."""

import ctypes
import os
from pathlib import Path

CLONE_NEWUSER = 0x10000000
libc = ctypes.CDLL(None)

output = Path(os.environ["OUTPUT"]).open("w", encoding="utf-8")  # noqa: SIM115 - open before, because afterwards other rules may hold
assert libc.unshare(CLONE_NEWUSER) == 0
output.write("got")
