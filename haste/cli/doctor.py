"""`haste doctor`: can a sweep run here? Everything is tried or looked at now, and each problem says what to do."""

import argparse
import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import msgspec

from haste.cli.console import quiet_stdout
from haste.cli.keeping import Kept, LogState, kept, log_state
from haste.cli.machine import Machine, machine
from haste.cli.options import add_common, home_of, nothing_there, print_json
from haste.errors import HasteError
from haste.ports import Walls
from haste.sandbox.ceilings import CEILINGS
from haste.sandbox.choosing import KINDS
from haste.sandbox.claims import ATTACKS
from haste.wiring import load

_KEYS = ("ANTHROPIC_API_KEY", "ANTHROPIC_AUTH_TOKEN")
_FREE_MIN = 2 * 1024**3  # bytes: a sweep of a dozen small competitions leaves a tenth of it
_MEMORY_MIN = 4 * 1024**3  # bytes: Ray's processes and one solution
_GIB = 1024**3
_GROUP = "held by the kernel, in a control group of its own"
_LOOKS = "looked at some twenty times a second, as no control group can be made here"
_WITHOUT = {"torch": "the offline author trains no networks"}  # by extra: what is not there without it


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """What is wrong, and what to do."""

    what: str
    next_step: str
    stops: bool  # whether no sweep can run before it is mended


class Ray(msgspec.Struct, frozen=True, kw_only=True):
    """What Ray found when it was started."""

    resources: dict[str, float]
    problem: str | None


class Diagnosis(msgspec.Struct, frozen=True, kw_only=True):
    """The contract for machines: fields are added, never renamed."""

    ok: bool
    machine: Machine
    sandboxes: tuple[Walls, ...]  # strongest first
    chosen: str | None  # the sandbox that a sweep would take
    home: Kept
    log: LogState
    keys: dict[str, bool]  # whether each variable is set
    ray: Ray | None  # None where it was not started
    problems: tuple[Problem, ...]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Whether Ray is started too."""
    parser.add_argument("--ray", action="store_true", help="also start Ray, as a sweep does, and stop it again (some ten seconds)")
    add_common(parser, run)


def run(arguments: argparse.Namespace) -> int:
    """Look, tell, and answer by the exit code."""
    found = diagnosis(arguments)
    if arguments.json:
        print_json(found)
    else:
        sys.stdout.write("".join(f"{line}\n" for line in lines(found)))
    return 0 if found.ok else 1


def diagnosis(arguments: argparse.Namespace) -> Diagnosis:
    """Try everything once."""
    home, log_spec = home_of(arguments)
    seen, walls, standing = machine(), sandboxes(), kept(home)
    state = log_state(log_spec, there=not nothing_there(arguments))
    ray = _ray() if arguments.ray else None
    problems = tuple(_problems(seen, walls, standing, state, ray))
    return Diagnosis(
        ok=not any(problem.stops for problem in problems),
        machine=seen,
        sandboxes=walls,
        chosen=next((wall.sandbox for wall in walls if wall.holds), None),
        home=standing,
        log=state,
        keys={name: bool(os.environ.get(name)) for name in _KEYS},
        ray=ray,
        problems=problems,
    )


def sandboxes() -> tuple[Walls, ...]:
    """What each kind was seen to do, strongest first."""
    with tempfile.TemporaryDirectory(prefix="haste-doctor-") as scratch:
        Path(scratch).chmod(0o755)  # a solution may run as another user
        return tuple(make(Path(scratch), CEILINGS).probe() for make in KINDS.values())


def lines(found: Diagnosis) -> Iterator[str]:
    """The diagnosis for people."""
    seen = found.machine
    yield f"Python {seen.python} ({seen.executable}) on {seen.system}"
    yield f"{seen.cores} cores, {seen.memory_bytes / _GIB:.1f} GiB of memory"
    yield from (f"GPU: {gpu.name}, {gpu.memory_mib} MiB, driver {gpu.driver}" for gpu in seen.gpus)
    if not seen.gpus:
        yield "no GPU seen"
    yield from _packages(seen)
    yield from (_sandbox(wall, chosen=wall.sandbox == found.chosen) for wall in found.sandboxes)
    yield f"memory and processes of a solution's whole tree: {_GROUP if any(wall.group for wall in found.sandboxes) else _LOOKS}"
    place = found.home
    yield f"home {place.home}: {'there' if place.there else 'not there yet'}, {place.free_bytes / _GIB:.1f} GiB free"
    yield _log(found.log)
    yield from (f"{name}: {'set' if present else 'not set; only --llm claude needs it'}" for name, present in found.keys.items())
    if found.ray and not found.ray.problem:
        yield f"Ray starts, and finds {', '.join(_amount(name, amount) for name, amount in found.ray.resources.items())}"
    for problem in found.problems:
        yield f"{'PROBLEM' if problem.stops else 'note'}: {problem.what.removesuffix('.')}. {problem.next_step}"
    yield "a sweep can run here" if found.ok else "no sweep can run here before that is mended"


def _packages(seen: Machine) -> Iterator[str]:
    required = [package for package in seen.packages if package.extra is None]
    yield f"packages: {', '.join(f'{package.name} {package.version}' for package in required if package.fits)}"
    for extra in dict.fromkeys(package.extra for package in seen.packages if package.extra):
        parts = [f"{package.name} {package.version or 'not installed'}" for package in seen.packages if package.extra == extra]
        lacking = extra in _WITHOUT and any(package.version is None for package in seen.packages if package.extra == extra)
        yield f"extra {extra}: {', '.join(parts)}{f': {_WITHOUT[extra]}' if lacking else ''}"


def _sandbox(wall: Walls, *, chosen: bool) -> str:
    if not wall.holds:
        return f"sandbox {wall.sandbox}: does not hold here: {wall.because}"
    misses = f"; misses {', '.join(wall.misses)}" if wall.misses else ""
    walls = "" if wall.walled else "; NO WALLS, for HASTE's own solutions alone"
    return f"sandbox {wall.sandbox}{' (taken by default)' if chosen else ''}: stops {len(wall.stops)} of {len(ATTACKS)} attacks{misses}{walls}"


def _log(state: LogState) -> str:
    if not state.there:
        return f"log {state.log}: not there yet"
    if state.problem:
        return f"log {state.log}: {state.problem}"
    head = f"position {state.position}, hash {(state.head or '')[:16]}"
    return f"log {state.log}: format {state.format}, {head}; its last {state.checked} events hold together"


def _amount(resource: str, amount: float) -> str:
    return f"{amount / _GIB:.1f} GiB of memory" if resource == "memory" else f"{amount:g} {resource}"


def _ray() -> Ray:
    load("haste.actors.environment").prepare()
    try:
        with quiet_stdout():
            return Ray(resources=load("haste.actors.starting").cluster_resources(), problem=None)
    except HasteError as error:
        return Ray(resources={}, problem=str(error))


def _problems(seen: Machine, walls: tuple[Walls, ...], place: Kept, state: LogState, ray: Ray | None) -> Iterator[Problem]:
    for package in seen.packages:
        if package.extra is None and not package.fits:
            yield _stops(
                f"{package.name} {package.wanted} is needed, found {package.version or 'none'}", f"pip install '{package.name}{package.wanted}'"
            )
    if not any(wall.holds for wall in walls):
        yield _stops("no sandbox holds here, not even a plain process", "See above what each one says.")
    elif not any(wall.holds and wall.walled for wall in walls):
        yield _note(
            "no walls hold here, so only the offline author can be used",
            "See above what each sandbox says; a newer kernel, or user namespaces, help.",
        )
    if place.problem:
        yield _stops(f"the home {place.home} cannot be used: {place.problem}", "Name another one with --home DIR or $HASTE_HOME.")
    if place.free_bytes < _FREE_MIN:
        yield _note(f"{place.free_bytes / _GIB:.1f} GiB free for the home", "Make room, or name another home with --home DIR.")
    if seen.memory_bytes < _MEMORY_MIN:
        yield _note(f"{seen.memory_bytes / _GIB:.1f} GiB of memory", "Run one competition at a time: --max-runs 1.")
    if state.problem:
        yield _stops(f"the log cannot be used: {state.problem}", "`haste log verify` looks at all of it; name another log with --log or --home.")
    if ray and ray.problem:
        yield _stops(f"Ray does not start: {ray.problem}", "See Ray's own logs under /tmp/ray/session_latest/logs.")


def _stops(what: str, next_step: str) -> Problem:
    return Problem(what=what, next_step=next_step, stops=True)


def _note(what: str, next_step: str) -> Problem:
    return Problem(what=what, next_step=next_step, stops=False)
