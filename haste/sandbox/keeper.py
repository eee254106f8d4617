"""Starts one enclosed process, holds it to its limits, and ends it with everything that it started. A program of its own, in standard library only.

It stands between the supervisor and the sandbox, so that an event loop that is busy, or a supervisor that is killed, leaves nothing running: the
end of its standard input is the order to end everything and to remove the folder. It reads one line, the order; it writes one line, how it went,
and then what was printed.
"""

import ctypes
import json
import os
import resource
import select
import shutil
import signal
import stat
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from haste.sandbox import process_tree
from haste.sandbox.shortening import Shortened

PR_SET_CHILD_SUBREAPER = 36
STARTED = 3  # the descriptor on which the launcher says that the walls stand
LOOK_S = 0.05  # between two looks at memory, processes and disk
LOOKING_SHARE = 0.1  # of the time at most, so that a large tree or machine does not make a burden of the keeper
IGNORED = [signal.SIGINT, signal.SIGTERM, signal.SIGPIPE, signal.SIGXFSZ]  # here or by Python; by what is started they are not


class Keeper:
    """One execution, from its start to the moment when nothing of it is left."""

    def __init__(self, order: Mapping[str, Any]) -> None:
        self.order = order
        self.printed = Shortened(order["printed_bytes"])
        self.output, self._output_end = os.pipe()
        self.started, self._started_end = os.pipe()
        self.peak_memory_bytes = 0
        self.stopped_for = ""

    def keep(self) -> dict[str, Any]:
        """Start it, watch it until it ends or has to, end what it left, and say how it went."""
        ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)  # so that what outlives its parent becomes a child of this process
        began = time.monotonic()
        child = self._start()
        status = self._watch(child, until=began + self.order["time_limit_s"])
        wall_s = time.monotonic() - began
        status = end_everything(child) if status is None else status
        end_everything(child)
        self._read_printed()
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        return {
            "started": os.read(self.started, 1) == b"1",
            "code": None if status is None else os.waitstatus_to_exitcode(status),
            "stopped_for": self.stopped_for,
            "wall_s": wall_s,
            "cpu_s": used.ru_utime + used.ru_stime,
            "peak_memory_bytes": max(self.peak_memory_bytes, used.ru_maxrss * 1024),
        }

    def _start(self) -> int:
        tasks_max = process_tree.tasks_of_user(self.order["uid"]) + self.order["processes"]
        _, hard = resource.getrlimit(resource.RLIMIT_NPROC)
        tasks_max = tasks_max if hard == resource.RLIM_INFINITY else min(tasks_max, hard)
        resource.setrlimit(resource.RLIMIT_NPROC, (tasks_max, tasks_max))
        child = os.posix_spawn(
            self.order["argv"][0],
            self.order["argv"],
            self.order["environment"],
            file_actions=[
                (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
                (os.POSIX_SPAWN_DUP2, self._output_end, 1),
                (os.POSIX_SPAWN_DUP2, self._output_end, 2),
                (os.POSIX_SPAWN_DUP2, self._started_end, STARTED),
            ],
            setsid=True,
            setsigdef=IGNORED,
        )
        os.close(self._output_end)
        os.close(self._started_end)
        os.set_blocking(self.output, False)
        return child

    def _watch(self, child: int, *, until: float) -> int | None:
        """Return the wait status of the child; None where it has to be ended."""
        ended = os.pidfd_open(child)
        poll = select.poll()
        for descriptor in (ended, self.output, sys.stdin.fileno()):
            poll.register(descriptor, select.POLLIN | select.POLLHUP)
        look_at = 0.0
        while True:
            now = time.monotonic()
            if now >= look_at:
                self._look(child)
                look_at = time.monotonic() + max(LOOK_S, (time.monotonic() - now) / LOOKING_SHARE)
            if now >= until:
                self.stopped_for = "wall_limit"
            if self.stopped_for:
                return None
            ready = {descriptor for descriptor, _ in poll.poll(max(0.0, min(look_at, until) - time.monotonic()) * 1000 + 1)}
            if self.output in ready and not self._read_printed():
                poll.unregister(self.output)
            if sys.stdin.fileno() in ready:
                self.stopped_for = "cut"
            if ended in ready:
                return os.waitpid(child, 0)[1]

    def _read_printed(self) -> bool:
        """Take what was printed so far; False where no one holds the other end any more."""
        try:
            piece = os.read(self.output, 1 << 20)
        except BlockingIOError:
            return True
        self.printed.add(piece)
        return bool(piece)

    def _look(self, child: int) -> None:
        order = self.order
        tree = [child, *process_tree.descendants(child)]
        memory = process_tree.memory_bytes(tree, limit_bytes=order["memory_bytes"], rooms=order["rooms"])
        self.peak_memory_bytes = max(self.peak_memory_bytes, memory)
        on_disk, files = process_tree.disk_use(order["folder"], files_max=order["files"])
        on_disk += process_tree.unlinked_bytes(tree, device=order["device"])
        if memory > order["memory_bytes"]:
            self.stopped_for = "memory_limit"
        elif on_disk > order["disk_bytes"] or files > order["files"]:
            self.stopped_for = "disk_limit"
        elif len(tree) > order["processes"]:
            self.stopped_for = "process_limit"


def end_everything(child: int) -> int | None:
    """Kill all descendants and wait for them, until there is none; returns the wait status of `child` if it was among them."""
    found = None
    frozen: set[int] = set()
    while fresh := [pid for pid in process_tree.descendants(os.getpid()) if pid not in frozen]:
        signal_all(fresh, signal.SIGSTOP)  # first stopped, so that nothing forks faster than it is killed
        frozen.update(fresh)
    while True:
        signal_all(process_tree.descendants(os.getpid()), signal.SIGKILL)
        try:
            pid, status = os.waitpid(-1, 0)
        except ChildProcessError:
            return found
        found = status if pid == child else found


def signal_all(pids: list[int], number: signal.Signals) -> None:
    """Signal those that are still there."""
    for pid in pids:
        try:
            os.kill(pid, number)
        except ProcessLookupError:
            continue


def remove_tree(folder: Path) -> None:
    """Remove a folder whatever modes its contents have. Nobody writes there any more, so nothing can turn into a link on the way."""
    folder.chmod(stat.S_IRWXU)
    for path, folders, _ in os.walk(folder):
        for inner in (Path(path, name) for name in folders):
            if not inner.is_symlink():
                inner.chmod(stat.S_IRWXU)
    shutil.rmtree(folder)


def read_order() -> dict[str, Any]:
    """The first line of standard input, read to its last byte and no further."""
    line = bytearray()
    while not line.endswith(b"\n"):
        piece = os.read(sys.stdin.fileno(), 1 << 16)
        if not piece:
            sys.exit(1)
        line += piece
    order: dict[str, Any] = json.loads(line)
    return order


def main() -> None:
    """Keep one execution; then wait for the end of standard input, and remove the folder."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)  # whoever ends a session by signals ends the supervisor too, and that is the order that counts
    order = read_order()
    try:
        keeper = Keeper(order)
        report = keeper.keep()
        answer = json.dumps(report).encode() + b"\n" + keeper.printed.whole()
        with os.fdopen(sys.stdout.fileno(), "wb") as stdout:
            stdout.write(answer)
        while os.read(sys.stdin.fileno(), 1 << 16):
            pass
    finally:
        remove_tree(Path(order["folder"]))
