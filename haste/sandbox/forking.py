"""Asks fork servers for keepers: one server for each set of variables that libraries read when they are loaded."""

import atexit
import contextlib
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path

import msgspec

from haste.sandbox.environment import lasting

ROOT = Path(__file__).parents[2]
PROGRAM = (
    f"import sys; sys.path[0] = {str(ROOT)!r}; from haste.sandbox.forkserver import leave, main; "
    "code = main(); exec(code, vars(sys.modules['__main__'])); leave()"  # at the outermost level, so that it ends as a program ends
)


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """The supervisor's ends of three pipes to a keeper. Closing the first is the order to end everything."""

    order: int
    answer: int
    gone: int  # at its end once the keeper is gone


class ForkServer:
    """A process that forks keepers; started when it is first asked, and again where it was killed."""

    def __init__(self, variables: Mapping[str, str]) -> None:
        self._variables = dict(variables)
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._requests: socket.socket | None = None

    @property
    def pid(self) -> int | None:
        """Of the process that forks keepers; None while there is none."""
        return self._process.pid if self._process else None

    @contextlib.contextmanager
    def keeper(self) -> Iterator[Line]:
        """A new keeper, that waits for its order."""
        (order, ours), (answer, theirs), (gone, open_while_alive) = os.pipe(), os.pipe(), os.pipe()
        line = Line(order=ours, answer=answer, gone=gone)
        try:
            try:
                self._send([order, theirs, open_while_alive])
            finally:
                for descriptor in (order, theirs, open_while_alive):
                    os.close(descriptor)
            yield line
        finally:
            for descriptor in (line.answer, line.gone):
                os.close(descriptor)

    def _send(self, descriptors: list[int]) -> None:
        with self._lock:
            for requests in (self._requests, None):  # the second where the first has none to serve it
                try:
                    socket.send_fds(requests or self._start(), [b"k"], descriptors)
                except OSError:
                    if requests is None:
                        raise
                    self.close()
                else:
                    return

    def _start(self) -> socket.socket:
        self._requests, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(  # noqa: S603 - our own program, with nothing of anybody's in it
                (sys.executable, "-c", PROGRAM),
                stdin=theirs.fileno(),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env=self._variables,
                cwd="/",
                start_new_session=True,  # an interrupt from the terminal is the supervisor's to pass on
            )
        return self._requests

    def close(self) -> None:
        """Have it end, and wait; keepers that it made go on."""
        if self._requests is not None and self._process is not None:
            self._requests.close()
            self._process.wait()
            self._requests = self._process = None


_servers: dict[tuple[tuple[str, str], ...], ForkServer] = {}


def server_for(variables: Mapping[str, str]) -> ForkServer:
    """The server of this process for executions with these variables."""
    kept = lasting(variables)
    return _servers.setdefault(tuple(sorted(kept.items())), ForkServer(kept))


@atexit.register
def close_all() -> None:
    """End the servers of this process."""
    while _servers:
        _servers.popitem()[1].close()
