"""Tries a sandbox by running a small attack in it, so that walls are reported because they were seen and not because they were asked for."""

import asyncio
import secrets
import socket
import subprocess
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import msgspec

from haste.ports import Execution, Outcome, Sandbox, Walls
from haste.sandbox import control_group
from haste.sandbox.claims import stopped
from haste.sandbox.environment import Places, environment
from haste.vocabulary.scales import Status
from haste.vocabulary.solution import Resources

PROBE = Path(__file__).with_name("probe_solution.py")
NOT_STOPPED = "found that it does not"
RESOURCES = Resources(memory_bytes=2 * 1024**3, time_limit_s=60.0)


class Claim(msgspec.Struct, frozen=True, kw_only=True):
    """What an adapter says of itself."""

    sandbox: str
    walled: bool
    misses: tuple[str, ...]


class Targets(msgspec.Struct, frozen=True, kw_only=True):
    """What the probe goes for; it finds them in its input."""

    private_file: str
    port: int
    variables: tuple[str, ...]  # all that a solution's environment should hold


def try_out(sandbox: Sandbox, claim: Claim, *, scratch: Path) -> Walls:
    """Run the probe, and compare what it got at with what the sandbox claims to stop; a control group stops more, where one can be made."""
    if group := a_group_works():
        claim = msgspec.structs.replace(claim, misses=tuple(attack for attack in claim.misses if attack not in control_group.STOPS))
    stops = stopped(claim.misses)
    outcome = _probe(sandbox, scratch)
    if outcome.status is not Status.SUCCEEDED or outcome.submission is None:
        because = f"expected a small program to run in it, found {outcome.status} ({outcome.reason}): {outcome.message}"
        return _walls(claim, stops=(), misses=stopped(()), because=because)
    got_at = [attack for attack in outcome.submission.decode().split() if attack in stops]
    if got_at:
        because = f"expected it to stop {', '.join(got_at)}, {NOT_STOPPED}"
        return _walls(claim, stops=(), misses=stopped(()), because=because)
    return msgspec.structs.replace(_walls(claim, stops=stops, misses=claim.misses, because=""), group=group)


def a_group_works() -> bool:
    """Whether a control group can be made and entered here: seen by doing both."""
    group = control_group.made(memory_bytes=RESOURCES.memory_bytes, tasks=2)
    if group is None:
        return False
    entering = ("/bin/sh", "-c", 'echo 0 > "$0"', str(group.entrance))
    entered = subprocess.run(entering, stderr=subprocess.DEVNULL, check=False).returncode == 0  # noqa: S603 - nothing in it is anybody's
    group.remove()
    return entered


def _walls(claim: Claim, *, stops: tuple[str, ...], misses: tuple[str, ...], because: str) -> Walls:
    return Walls(sandbox=claim.sandbox, walled=claim.walled, holds=not because, stops=stops, misses=misses, because=because)


def _probe(sandbox: Sandbox, scratch: Path) -> Outcome:
    scratch.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="probe-", dir=scratch) as folder, socket.create_server(("127.0.0.1", 0)) as server:
        private = Path(folder, "private")
        private.write_text(secrets.token_hex(), encoding="utf-8")
        shown = Path(folder, "input")
        shown.mkdir()
        execution = Execution(code=PROBE.read_bytes(), input=str(shown), resources=RESOURCES, seed=0, output_bytes_max=1000)
        variables = tuple(environment(execution, Places(folder="", input="", temporary="", modules="anywhere")))
        targets = shown / "targets.json"
        targets.write_bytes(msgspec.json.encode(Targets(private_file=str(private), port=server.getsockname()[1], variables=variables)))
        shown.chmod(0o755)  # whatever the umask: as an input is
        targets.chmod(0o644)
        with ThreadPoolExecutor(max_workers=1) as thread:  # the caller may already be inside an event loop
            return thread.submit(lambda: asyncio.run(sandbox.run(execution))).result()
