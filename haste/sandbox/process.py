"""No walls: a plain process with a clean environment and limits. For code that HASTE wrote itself, or where the user says so."""

import os
from pathlib import Path

from haste.ports import Execution, Outcome, Walls
from haste.sandbox.ceilings import CEILINGS, Ceilings
from haste.sandbox.enclosing import Confinement, Enclosure, limits
from haste.sandbox.environment import Places, environment
from haste.sandbox.supervising import supervise
from haste.sandbox.trying import Claim, try_out

MISSES = (
    "private_file",
    "home_secret",
    "hard_link",
    "process_environment",
    "process_files",
    "tcp",
    "udp",
    "unix_path",
    "unix_abstract",
    "memory_files",
    "signal",
    "ptrace",
    "write_outside",
    "write_input",
    "metadata",
    "shared_memory",
    "namespace",
    "submission_hard_link",
)


class ProcessSandbox:
    """Runs a solution as the user who runs HASTE, with all of that user's rights."""

    def __init__(self, scratch: Path, ceilings: Ceilings = CEILINGS) -> None:
        self._scratch = scratch.absolute()
        self._ceilings = ceilings

    def probe(self) -> Walls:
        """Try whether it runs; it claims no walls."""
        return try_out(self, Claim(sandbox="process", walled=False, misses=MISSES), scratch=self._scratch)

    async def run(self, execution: Execution) -> Outcome:
        """Run to the end or to a limit."""
        return await supervise(execution, self._enclose, scratch=self._scratch, ceilings=self._ceilings)

    def _enclose(self, execution: Execution, job: Path) -> Enclosure:
        temporary = job / "tmp"
        temporary.mkdir()
        places = Places(folder=str(job), input=execution.input, temporary=str(temporary))
        confinement = Confinement(folder=str(job), limits=limits(execution, self._ceilings))
        return Enclosure(confinement=confinement, environment=environment(execution, places), uid=os.getuid())
