"""Fork servers: one for all executions that load libraries alike, started again where it was killed, ended with the process that asks it."""

import os
import signal
from collections.abc import Iterator

import pytest

from haste.sandbox.environment import lasting
from haste.sandbox.forking import ForkServer, Line, server_for

VARIABLES = {"PATH": os.defpath, "OMP_NUM_THREADS": "1"}


@pytest.fixture
def server() -> Iterator[ForkServer]:
    made = ForkServer(VARIABLES)
    yield made
    made.close()


def dismissed(line: Line) -> bytes:
    """What a keeper that got no order answers; it is gone when this returns."""
    os.close(line.order)
    answer = os.read(line.answer, 100)
    assert os.read(line.gone, 1) == b""
    return answer


def test_a_keeper_without_an_order_ends_without_an_answer(server: ForkServer) -> None:
    with server.keeper() as line:
        assert dismissed(line) == b""


def test_a_server_that_was_killed_is_started_again(server: ForkServer) -> None:
    with server.keeper() as line:
        dismissed(line)
    first = server.pid
    assert first is not None
    os.kill(first, signal.SIGKILL)
    os.waitid(os.P_PID, first, os.WEXITED | os.WNOWAIT)

    with server.keeper() as line:
        dismissed(line)

    assert server.pid not in (None, first)


def test_closing_waits_for_the_end(server: ForkServer) -> None:
    with server.keeper() as line:
        dismissed(line)
    pid = server.pid
    assert pid is not None

    server.close()

    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_executions_that_differ_in_seed_and_folders_alone_share_a_server() -> None:
    one, other = ({**VARIABLES, "SEED": seed, "HOME": home, "INPUT": home} for seed, home in (("1", "/a"), ("2", "/b")))

    assert server_for(one) is server_for(other)
    assert server_for(one) is not server_for({**VARIABLES, "OMP_NUM_THREADS": "2"})
    assert lasting(one) == VARIABLES
