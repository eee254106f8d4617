"""A stage for the orchestrator: a crew that does what a test says, in place of workers, specialists and sandboxes."""

from collections.abc import Awaitable, Callable, Mapping

import msgspec

from haste.actors.deciding import Writer, fence
from haste.actors.orchestrator import Orchestrator, Staff, Surroundings
from haste.commands import ConductSweep, ConsiderPromotion, Consolidate
from haste.events.sweep import BudgetGranted
from haste.ports import Walls
from haste.projections import sweep as sweeps
from haste.projections.memory import MemoryFollower
from haste.store.blobs import MemoryBlobs
from haste.store.memory import MemoryLog
from haste.vocabulary.ids import BlobId, CompetitionId, RunId
from haste.vocabulary.scales import Reason, Status
from tests.builders import SWEEP, append, competition, finished, submitted
from tests.logs import CountingClock

CONDUCT = ConductSweep(sweep=SWEEP)
WALLS = Walls(sandbox="bubblewrap", holds=True, walled=True, stops=("network",), misses=("time",))
FOUR = (competition("t1", "text"), competition("a1"), competition("t2", "text"), competition("a2"))


class Crew:
    """Stands for all who do things: each worker ends its run, each specialist judges without a word, or meets what it was told to meet first."""

    def __init__(self, log: MemoryLog, *troubles: Exception, submission: BlobId | None = None, status: Status = Status.SUCCEEDED) -> None:
        self.sent: list[tuple[RunId, str]] = []
        self.considered: list[tuple[str, ConsiderPromotion]] = []
        self.told: list[tuple[str, Consolidate | ConsiderPromotion]] = []  # all that specialists were asked between rounds
        self.probed: list[str] = []
        self._log = log
        self._troubles = list(troubles)
        self._submission = submission
        self._status = status

    async def send(self, run: RunId, domain: str) -> None:
        self.sent.append((run, domain))
        if self._troubles:
            raise self._troubles.pop(0)
        if self._submission is not None:
            append(self._log, [msgspec.structs.replace(submitted(submission=self._submission), run=run)])
        append(self._log, [finished(self._status, None if self._status is Status.SUCCEEDED else Reason.NO_VALID_SOLUTION, run=run)])

    async def consider(self, domain: str, command: Consolidate | ConsiderPromotion) -> None:
        self.told.append((domain, command))
        if isinstance(command, ConsiderPromotion):
            self.considered.append((domain, command))

    def probe(self, spec: str) -> Surroundings:
        self.probed.append(spec)
        return Surroundings(walls=WALLS, tried=("first: did not hold",), cpus=16, gpus=2.0)

    def granted(self) -> Mapping[CompetitionId, BudgetGranted]:
        return {}


class Workers(Crew):
    """A crew whose workers do what a test says."""

    def __init__(self, log: MemoryLog, work: Callable[[RunId, str], Awaitable[None]]) -> None:
        super().__init__(log)
        self._work = work

    async def send(self, run: RunId, domain: str) -> None:
        await self._work(run, domain)


def orchestrator_of(log: MemoryLog, staff: Staff, blobs: MemoryBlobs | None = None, *, epoch: int = 1) -> Orchestrator:
    return Orchestrator(
        SWEEP,
        Writer(
            sweeps.follow(log, SWEEP),
            log,
            actor=f"orchestrator#{epoch}",
            correlation=SWEEP,
            check=lambda state: fence(epoch, state.epoch),
        ),
        blobs=blobs or MemoryBlobs(),
        clock=CountingClock(),
        staff=staff,
        memory=MemoryFollower(log, only=SWEEP),
    )


async def conducted(log: MemoryLog, *troubles: Exception) -> Crew:
    crew = Crew(log, *troubles)
    await orchestrator_of(log, crew).ask(CONDUCT)
    return crew
