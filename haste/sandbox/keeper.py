"""Starts one enclosed process, holds it to its limits, and ends it with everything that it started. A fork of the fork server.

It stands between the supervisor and the sandbox, so that an event loop that is busy, or a supervisor that is killed, leaves nothing running: the
end of its pipe of orders is the order to end everything and to remove the folder. It reads the order; it writes one line, how it went, and then what
was printed. The solution is a fork of this process, so that libraries are loaded; where walls are built from outside, a program behind them holds
them up, and the fork joins its namespaces.
"""

import marshal
import os
import resource
import select
import signal
import stat
import sys
import time

from haste.sandbox import becoming, control_group, process_tree
from haste.sandbox.launcher import LIBC, STARTED
from haste.sandbox.shortening import Shortened

PR_SET_CHILD_SUBREAPER = 36
LOOK_S = 0.05  # between two looks at memory, processes and disk
LOOKING_SHARE = 0.1  # of a processor at most, so that a large tree or machine does not make a burden of the keeper
IGNORED = (signal.SIGINT, signal.SIGTERM, signal.SIGPIPE, signal.SIGXFSZ)  # here or by Python; by what is started they are not
LENGTH_BYTES = 8  # the order begins with its length


class Order:
    """What to start, and what it may use."""

    argv: list[str]  # of the program that holds walls up; empty where there are none to build
    confinement: dict[str, object]
    environment: dict[str, str]
    uid: int  # the user whose threads count
    rooms: list[str]  # mounts inside that hold files in memory
    folder: str  # removed in the end
    device: int  # that it lies on
    time_limit_s: float
    memory_bytes: int
    disk_bytes: int
    files: int
    processes: int
    printed_bytes: int

    def __init__(self, fields: dict[str, object]) -> None:
        self.__dict__.update(fields)


class Pipe:
    """Its two ends."""

    def __init__(self) -> None:
        self.read, self.write = os.pipe()


class Keeper:
    """One execution, from its start to the moment when nothing of it is left.

    Args:
        order: What to keep.
        orders: The descriptor that it came on; its end is the order to end everything.
    """

    def __init__(self, order: Order, orders: int) -> None:
        self._order = order
        self._orders = orders
        self._output, self._started = Pipe(), Pipe()
        self._waiting = 0  # process that does nothing but pass on how the solution ended
        self._peak_memory_bytes = 0
        self._stopped_for = ""
        self._group = control_group.made(
            memory_bytes=order.memory_bytes, tasks=order.processes + bool(order.argv)
        )  # behind walls one more passes on how it ended
        self.printed = Shortened(order.printed_bytes)

    def keep(self) -> str | None:
        """Start it, watch it until it ends or has to, end what it left, and say how it went: the fields of `ending.Ended` in one line.

        Returns:
            None in the process that has taken on its limits and is to become the solution.
        """
        LIBC.prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)  # so that what outlives its parent becomes a child of this process
        began = time.monotonic()
        child = self._start(began)
        if child == 0:
            return None
        status = self._watch(child, began)
        wall_s = time.monotonic() - began
        killed = end_everything(child)
        self._leave_group()
        self._read_printed()
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        code = os.waitstatus_to_exitcode(killed if status is None else status)
        started = int(os.read(self._started.read, 1) == b"1")
        peak = max(self._peak_memory_bytes, used.ru_maxrss * 1024)
        return f"{started} {code} {wall_s} {used.ru_utime + used.ru_stime} {peak} {self._stopped_for}"

    def _start(self, began: float) -> int:
        """Return the process whose end is the execution's: the solution, or what holds its walls up where these do not stand; 0 in the solution."""
        limit_tasks(self._order)
        holder = self._hold_walls_up() if self._order.argv else 0
        child = os.fork() if not holder or self._stand(holder, began) else holder
        if child == 0:
            becoming.enclose(holder, self._order.confinement, group=self._group, output=self._output.write, started=self._started.write)
            return 0
        if holder and child != holder:
            self._waiting = child
        os.close(self._output.write)
        os.close(self._started.write)
        os.set_blocking(self._output.read, False)
        return child

    def _hold_walls_up(self) -> int:
        return os.posix_spawn(
            self._order.argv[0],
            self._order.argv,
            self._order.environment,
            file_actions=[
                (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
                (os.POSIX_SPAWN_DUP2, self._output.write, 1),
                (os.POSIX_SPAWN_DUP2, self._output.write, 2),
                (os.POSIX_SPAWN_DUP2, self._started.write, STARTED),
            ],
            setsid=True,
            setsigdef=IGNORED,
        )

    def _stand(self, holder: int, began: float) -> bool:
        """Wait until the walls stand; False where they never will, or where it is time to end."""
        poll, ended = select.poll(), os.pidfd_open(holder)
        for descriptor in (self._started.read, ended, self._orders):
            poll.register(descriptor, select.POLLIN | select.POLLHUP)
        ready = {descriptor for descriptor, _ in poll.poll(max(0.0, began + self._order.time_limit_s - time.monotonic()) * 1000 + 1)}
        os.close(ended)
        if self._started.read in ready:
            return os.read(self._started.read, 1) == b"1"
        if ended not in ready:
            self._stopped_for = "cut" if self._orders in ready else "wall_limit"
        return False

    def _watch(self, child: int, began: float) -> int | None:
        """Return the wait status of the child; None where it has to be ended."""
        ended = os.pidfd_open(child)
        poll = select.poll()
        for descriptor in (ended, self._output.read, self._orders):
            poll.register(descriptor, select.POLLIN | select.POLLHUP)
        look_at, until = began + LOOK_S, began + self._order.time_limit_s
        while not self._stopped_for:
            wait_s = min(look_at, until) - time.monotonic()
            ready = {descriptor for descriptor, _ in poll.poll(max(0.0, wait_s) * 1000 + 1)}
            if self._output.read in ready and not self._read_printed():
                poll.unregister(self._output.read)
            if ended in ready:
                return os.waitpid(child, 0)[1]
            if self._orders in ready:
                self._stopped_for = "cut"
            elif time.monotonic() >= until:
                self._stopped_for = "wall_limit"
            elif time.monotonic() >= look_at:
                look_at = self._look()
        return None

    def _leave_group(self) -> None:
        """Take in what the kernel did in the group, and remove it."""
        if self._group is not None:
            if not self._stopped_for and self._group.ran_out_of_memory():
                self._stopped_for = "memory_limit"
            self._group.remove()

    def _read_printed(self) -> bool:
        """Take what was printed so far; False where no one holds the other end any more."""
        try:
            piece = os.read(self._output.read, 1 << 20)
        except BlockingIOError:
            return True
        self.printed.add(piece)
        return bool(piece)

    def _look(self) -> float:
        """Hold what is used against the limits; return when to look again."""
        began, order = time.process_time(), self._order
        tree = [pid for pid in process_tree.descendants(os.getpid()) if pid != self._waiting]
        memory = process_tree.memory_bytes(tree, limit_bytes=order.memory_bytes, rooms=order.rooms)
        self._peak_memory_bytes = max(self._peak_memory_bytes, memory)
        on_disk, files = process_tree.disk_use(order.folder, files_max=order.files)
        on_disk += process_tree.unlinked_bytes(tree, device=order.device)
        if memory > order.memory_bytes:
            self._stopped_for = "memory_limit"
        elif on_disk > order.disk_bytes or files > order.files:
            self._stopped_for = "disk_limit"
        elif len(tree) > order.processes:
            self._stopped_for = "process_limit"
        return time.monotonic() + max(LOOK_S, (time.process_time() - began) / LOOKING_SHARE)


def limit_tasks(order: Order) -> None:
    """Limit the user's threads by as many as it has now and the execution may have; the kernel does not hold root to it."""
    tasks_max = order.processes + (process_tree.tasks_of_user(order.uid) if order.uid == os.getuid() else 0)
    _, hard = resource.getrlimit(resource.RLIMIT_NPROC)
    tasks_max = tasks_max if hard == resource.RLIM_INFINITY else min(tasks_max, hard)
    resource.setrlimit(resource.RLIMIT_NPROC, (tasks_max, tasks_max))


def end_everything(child: int) -> int:
    """Kill all descendants and wait for them, until there is none; returns the wait status of `child`, 0 if it was not among them."""
    found = 0
    frozen: set[int] = set()
    while True:
        try:
            pid, status = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return found
        if pid:
            found = status if pid == child else found
            continue
        while fresh := [pid for pid in process_tree.descendants(os.getpid()) if pid not in frozen]:
            signal_all(fresh, signal.SIGSTOP)  # first stopped, so that nothing forks faster than it is killed
            frozen.update(fresh)
        signal_all(process_tree.descendants(os.getpid()), signal.SIGKILL)
        os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOWAIT)


def signal_all(pids: list[int], number: signal.Signals) -> None:
    """Signal those that are still there."""
    for pid in pids:
        try:
            os.kill(pid, number)
        except ProcessLookupError:
            continue


def remove_tree(folder: str) -> None:
    """Remove a folder whatever modes its contents have. Nobody writes there any more, so nothing can turn into a link on the way."""
    for _, folders, _, descriptor in os.fwalk(folder):
        for name in folders:
            if stat.S_ISDIR(os.stat(name, dir_fd=descriptor, follow_symlinks=False).st_mode):
                os.chmod(name, stat.S_IRWXU, dir_fd=descriptor)
    for _, folders, files, descriptor in os.fwalk(folder, topdown=False):
        for name in files:
            os.unlink(name, dir_fd=descriptor)
        for name in folders:
            is_folder = stat.S_ISDIR(os.stat(name, dir_fd=descriptor, follow_symlinks=False).st_mode)
            (os.rmdir if is_folder else os.unlink)(name, dir_fd=descriptor)
    os.rmdir(folder)  # noqa: PTH106 - beside its relatives above, which work on descriptors


def read_order(orders: int) -> Order:
    """The order, read to its last byte and no further."""
    wanted, text = LENGTH_BYTES, b""
    while len(text) < wanted:
        piece = os.read(orders, wanted - len(text))
        if not piece:
            sys.exit(1)
        text += piece
        wanted = LENGTH_BYTES + int.from_bytes(text[:LENGTH_BYTES], "big")
    return Order(marshal.loads(text[LENGTH_BYTES:]))  # noqa: S302 - the supervisor wrote it, and nothing else is as quick


def main(orders: int, answers: int) -> dict[str, str]:
    """Keep one execution, answer, wait for the end of orders, and remove the folder; then this process ends.

    Returns:
        In the process that is to become the solution, its environment.
    """
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)  # whoever ends a session by signals ends the supervisor too, and that is the order that counts
    order = read_order(orders)
    report: str | None = ""
    try:
        keeper = Keeper(order, orders)
        report = keeper.keep()
        if report is None:
            return order.environment
        with os.fdopen(answers, "wb") as file:
            file.write(report.encode() + b"\n" + keeper.printed.whole())
        while os.read(orders, 1 << 16):
            pass
    finally:
        if report is not None:
            remove_tree(order.folder)
    os._exit(0)
