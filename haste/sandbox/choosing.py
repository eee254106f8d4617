"""Chooses the sandbox of a sweep by trying: the strongest that holds here, or the one that the user named."""

from collections.abc import Callable
from pathlib import Path

from haste.errors import NoWallsError, SpecError
from haste.ports import Sandbox, Walls
from haste.sandbox.bubblewrap import BubblewrapSandbox
from haste.sandbox.ceilings import CEILINGS, Ceilings
from haste.sandbox.landlock import LandlockSandbox
from haste.sandbox.process import ProcessSandbox

AUTO = "auto"
KINDS: dict[str, Callable[[Path, Ceilings], Sandbox]] = {  # strongest first
    "bubblewrap": BubblewrapSandbox,
    "landlock": LandlockSandbox,
    "process": ProcessSandbox,
}


def choose(spec: str, scratch: Path) -> tuple[Sandbox, Walls, tuple[str, ...]]:
    """The sandbox in force, what it was seen to do, and those tried before it with why they did not hold.

    Args:
        spec: "auto", or one of the kinds with or without a colon behind it.
        scratch: Where the folders of executions are made.

    Raises:
        SpecError: No kind has that name.
        NoWallsError: The one that was named, or not even a plain process, works here.
    """
    name = spec.removesuffix(":")
    if name not in (AUTO, *KINDS):
        raise SpecError(
            expected=f"{AUTO}, {', '.join(KINDS)}", found=repr(spec), where="sandbox", next_step="Name one of them, or leave the option out."
        )
    tried: list[str] = []
    for kind in KINDS if name == AUTO else (name,):
        sandbox = KINDS[kind](scratch, CEILINGS)
        walls = sandbox.probe()
        if walls.holds:
            return sandbox, walls, tuple(tried)
        tried.append(f"{kind}: {walls.because}")
    raise NoWallsError(
        expected="a sandbox that holds here",
        found="; ".join(tried),
        where=f"sandbox {spec!r}",
        next_step="Mend what it names, or try --sandbox auto.",
    )
