"""The scene of the attacks on a sandbox: secrets, servers and a victim on the host; and what counts as an attack that got through."""

import asyncio
import contextlib
import json
import os
import secrets
import shutil
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec

from haste.ports import Execution, Outcome, Sandbox
from haste.sandbox.ceilings import Ceilings
from haste.vocabulary.scales import Reason, Status
from haste.vocabulary.solution import Resources

ATTACKS = Path(__file__).parent / "attacks"
CEILINGS = Ceilings(disk_bytes=64 * 1024**2, files=500, processes=64, printed_bytes=64 * 1024)
SHARED_MEMORY = Path("/dev/shm")  # noqa: S108 - what the host shares by memory is the target
MEMORY_BYTES = 512 * 1024**2
TIME_LIMIT_S = {"hanging": 1.0}


class Scene(msgspec.Struct, frozen=True, kw_only=True):
    """What an attacker could go for."""

    input: Path
    daemon: str  # the name under which the daemon runs


@contextlib.contextmanager
def scene(folder: Path) -> Iterator[Scene]:
    """Put secrets below a folder, and servers and a victim beside it."""
    token = secrets.token_hex(8)
    private = [folder / name for name in ("answers/test.csv", "log.sqlite", "blobs/ab", "scratch/execution-other/job/model")]
    home, shown, shared = folder / "home", folder / "input", SHARED_MEMORY / f"haste-scene-{token}"
    for path in (*private, home / ".ray" / "auth_token", shown / "train.csv", shared):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("secret", encoding="utf-8")
    secret_variable = f"HASTE_SECRET_{token}"
    with contextlib.ExitStack() as stack:
        stack.callback(shared.unlink)
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        os.environ[secret_variable] = "secret"
        stack.callback(os.environ.pop, secret_variable)
        held = stack.enter_context(private[1].open("rb"))
        os.set_inheritable(held.fileno(), True)  # whatever a supervisor holds open, a solution must not inherit
        waiting = [sys.executable, "-c", "input()"]
        victim = stack.enter_context(subprocess.Popen(waiting, stdin=subprocess.PIPE, cwd=folder, pass_fds=[held.fileno()]))
        stack.callback(victim.kill)
        addresses = {
            "tcp_port": stack.enter_context(answering(socket.AF_INET, socket.SOCK_STREAM, ("127.0.0.1", 0)))[1],
            "udp_port": stack.enter_context(answering(socket.AF_INET, socket.SOCK_DGRAM, ("127.0.0.1", 0)))[1],
            "unix_path": stack.enter_context(answering(socket.AF_UNIX, socket.SOCK_STREAM, str(folder / "server"))),
            "unix_abstract": f"haste-{token}",
        }
        stack.enter_context(answering(socket.AF_UNIX, socket.SOCK_STREAM, f"\0haste-{token}"))
        targets = {
            "private_files": [str(path) for path in private],
            "from_victim": str(private[0].relative_to(folder)),
            "home": str(home),
            "secret_variable": secret_variable,
            "shared_memory": str(shared),
            "supervisor": os.getpid(),
            "victim": victim.pid,
            "daemon": f"daemon-{token}",
            **addresses,
        }
        (shown / "targets.json").write_text(json.dumps(targets), encoding="utf-8")
        yield Scene(input=shown, daemon=f"daemon-{token}")


@contextlib.contextmanager
def answering(family: int, kind: int, address: str | tuple[str, int]) -> Iterator[tuple[str, int]]:
    """A server that says "hello" to whoever talks to it; gives its address."""
    with socket.socket(family, kind) as server:
        server.bind(address)
        serve = answer_streams if kind == socket.SOCK_STREAM else answer_packets
        threading.Thread(target=serve, args=(server,), daemon=True).start()
        yield server.getsockname()
        with contextlib.suppress(OSError):
            server.shutdown(socket.SHUT_RDWR)


def answer_streams(server: socket.socket) -> None:
    server.listen()
    with contextlib.suppress(OSError):
        while True:
            client, _ = server.accept()
            client.send(b"hello")
            client.close()


def answer_packets(server: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while True:
            _, sender = server.recvfrom(100)
            if sender:
                server.sendto(b"hello", sender)


def execution(code: bytes, shown: Path, *, time_limit_s: float = 20.0) -> Execution:
    resources = Resources(memory_bytes=MEMORY_BYTES, time_limit_s=time_limit_s)
    return Execution(code=code, input=str(shown), resources=resources, seed=7, output_bytes_max=1024**2)


async def attacked(sandbox: Sandbox, attack: str, at: Scene) -> Outcome:
    """Run one attack."""
    code = (ATTACKS / f"{attack}.py").read_bytes()
    return await asyncio.wait_for(sandbox.run(execution(code, at.input, time_limit_s=TIME_LIMIT_S.get(attack, 20.0))), 60)


def got_through(attack: str, outcome: Outcome, at: Scene) -> bool:
    """Whether an attack that ended so reached what it wanted."""
    judge = JUDGES.get(attack, ended_well)
    return judge(outcome, at)


def ended_well(outcome: Outcome, _: Scene) -> bool:
    return outcome.status is Status.SUCCEEDED


def printed_much(outcome: Outcome, _: Scene) -> bool:
    return len(outcome.printed) > CEILINGS.printed_bytes + 100


def lives_on(_: Outcome, at: Scene) -> bool:
    return bool(processes_named(at.daemon))


def processes_named(name: str) -> list[int]:
    """Ids of the processes that were started under this name."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        with contextlib.suppress(OSError):
            found += [int(path.parent.name)] if path.read_bytes().startswith(name.encode()) else []
    return found


# How those end that get through nowhere: one that ended otherwise would have been no attack.
STOPPED_BY: dict[str, tuple[Reason | None, ...]] = {
    "environment": (Reason.EXCEPTION,),
    "fork_bomb": (Reason.EXCEPTION, Reason.KILLED),  # the kernel's limit, or the keeper's
    "memory_one_process": (Reason.MEMORY_LIMIT,),
    "memory_tree": (Reason.MEMORY_LIMIT,),
    "disk_one_file": (Reason.DISK_LIMIT,),
    "disk_many_files": (Reason.DISK_LIMIT,),
    "disk_unlinked": (Reason.DISK_LIMIT,),
    "disk_inodes": (Reason.DISK_LIMIT,),
    "daemon": (None,),
    "submission_link": (Reason.NOT_A_FILE,),
    "submission_fifo": (Reason.NOT_A_FILE,),
    "submission_device": (Reason.NOT_A_FILE,),
    "submission_sparse": (Reason.DISK_LIMIT,),  # before the host would have to refuse it
    "printing": (None,),
    "hanging": (Reason.WALL_LIMIT,),
}
JUDGES: dict[str, Callable[[Outcome, Scene], bool]] = {"printing": printed_much, "daemon": lives_on}
