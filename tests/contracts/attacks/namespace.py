"""Attack: make a user namespace and be root in it, by each call that makes one."""

import ctypes
import os
import signal
from pathlib import Path

CLONE_NEWUSER = 0x10000000
CLONE, CLONE3 = {"x86_64": (56, 435), "aarch64": (220, 435)}[os.uname().machine]
libc = ctypes.PyDLL(None)  # which keeps the lock of the interpreter, so that a child finds it free


def made(child: int) -> bool:
    """Whether a call that forks did so; a child is done."""
    if child == 0:
        os._exit(0)
    return child > 0


output = Path(os.environ["OUTPUT"]).open("w", encoding="utf-8")  # noqa: SIM115 - open before, because afterwards other rules may hold
arguments = (ctypes.c_uint64 * 11)(CLONE_NEWUSER, 0, 0, 0, signal.SIGCHLD)
ways = [
    made(libc.syscall(CLONE, CLONE_NEWUSER | signal.SIGCHLD, 0, 0, 0, 0)),
    made(libc.syscall(CLONE3, ctypes.byref(arguments), ctypes.sizeof(arguments))),
    libc.unshare(CLONE_NEWUSER) == 0,
]
assert any(ways)
output.write("got")
