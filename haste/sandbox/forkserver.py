"""Forks a keeper for each execution, from a process that has the usual libraries loaded already. A program of its own.

Half of a small execution's processor time used to go into importing numpy, pandas, scipy and scikit-learn. Here they are imported once, outside the
walls, by a process that knows nothing: its environment is a solution's, and it has read no order. Each solution starts as a fork of a fork of it and
takes on its walls before a line of it runs (`keeper`). What solutions share thereby is where things lie in memory, and nothing else.
"""

import atexit
import gc
import os
import signal
import socket
import sys
import threading
from importlib import import_module
from types import CodeType
from typing import NoReturn

from haste.sandbox import keeper
from haste.sandbox.becoming import compiled

DESCRIPTORS = 3  # of a request: where the order comes from, where the answer goes, and one whose closing says that the keeper is gone
REQUESTS = 0  # the descriptor that requests come on: standard input
LIBRARIES = (
    "numpy",
    "pandas",
    "scipy.stats",
    "scipy.sparse",
    "sklearn.decomposition",
    "sklearn.ensemble",
    "sklearn.feature_extraction.text",
    "sklearn.linear_model",
    "sklearn.model_selection",
    "sklearn.neighbors",
    "sklearn.preprocessing",
    "sklearn.svm",
    "lightgbm",
    "PIL.Image",
)


def main() -> CodeType:
    """Serve until the supervisor closes its end; return only in a process that has become a solution, with what it is to run."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the kernel takes keepers that have ended away
    requests = socket.socket(fileno=REQUESTS)
    served = 0
    while True:
        message, descriptors, _, _ = socket.recv_fds(requests, 1, DESCRIPTORS)
        if not message:
            sys.exit()
        if served == 1:  # whoever asks once, as a probe does, does not wait for libraries
            load_libraries()
        served += 1
        if os.fork() == 0:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            os.dup2(os.open(os.devnull, os.O_RDONLY), requests.detach())
            for descriptor in descriptors:
                os.set_inheritable(descriptor, False)
            orders, answers, _ = descriptors  # the last stays open for as long as the keeper lives
            return compiled(keeper.main(orders, answers))
        for descriptor in descriptors:
            os.close(descriptor)


def leave() -> NoReturn:
    """End as a program does that has come to its end: threads, exit functions, files; but do not take apart what is loaded.

    That takes a tenth of a second, longer than a small solution.
    """
    threading._shutdown()  # type: ignore[attr-defined]  # noqa: SLF001 - as `multiprocessing` ends its forks
    atexit._run_exitfuncs()  # noqa: SLF001 - the same
    vars(sys.modules["__main__"]).clear()  # a file that was left open is written by its end
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except (OSError, ValueError):
        os._exit(120)  # as the interpreter does
    os._exit(0)


def load_libraries() -> None:
    """Import what most solutions import. What is missing here, a solution that needs it will miss itself."""
    for name in LIBRARIES:
        try:
            import_module(name)
        except (ImportError, OSError):  # the second where a library of the system is missing
            continue
    gc.collect()
    gc.freeze()  # so that no collection in a fork touches, and so copies, what all share
