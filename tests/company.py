"""A whole sweep without Ray: the same actors in one process, on a log in a file, with machines that score what stands in the code."""

import hashlib
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

import msgspec

from haste.actors.briefing import Briefing
from haste.actors.consolidating import Consolidator
from haste.actors.deciding import Following, State, Writer
from haste.actors.executing import Execute, Executions
from haste.actors.execution import Judged, Order
from haste.actors.inventory import Inventory
from haste.actors.orchestrator import Orchestrator, Surroundings
from haste.actors.phasing import Chronicler
from haste.actors.specialist import Specialist
from haste.actors.worker import Worker
from haste.briefs.assemble import Knowledge
from haste.commands import Compete, ConductSweep, ConsiderPromotion, Consolidate
from haste.competitions import folder
from haste.domains import registry as domains
from haste.events.sweep import BudgetGranted, SweepStarted
from haste.ports import Clock, LanguageModel, Walls, Write
from haste.projections import run as runs
from haste.projections import sweep as sweeps
from haste.projections.following import Follower
from haste.projections.memory import Memory, MemoryFollower
from haste.projections.run import RunState
from haste.store.blobs import FileBlobs
from haste.store.sqlite import SqliteLog
from haste.techniques import registry as techniques
from haste.vocabulary.budget import Budget
from haste.vocabulary.competition import Competition
from haste.vocabulary.ids import CompetitionId, RunId, SweepId, run_stream, sweep_stream
from haste.vocabulary.judgement import ExecutionResult
from haste.vocabulary.scales import Arm, Stage, Status
from haste.wiring import open_language_model
from tests.anthropic_server import long_tails
from tests.builders import sweep_started
from tests.logs import CountingClock
from tests.unit.actors.acting import no_index

WALLS = Walls(sandbox="process", holds=True, walled=False, stops=(), misses=())


def competitions(place: Path, *names: str) -> tuple[Competition, ...]:
    """Small competitions, each with another folder of data."""
    for number, name in enumerate(names):
        if not (place / name).exists():
            long_tails.write(place / name, seed=number)
    return tuple(folder.load(place / name) for name in names)


def start(*wanted: Competition, sweep: str = "old", seed: int = 4, trials: int = 6, minutes: float | None = None) -> SweepStarted:
    """The start of a sweep over these."""
    return msgspec.structs.replace(
        sweep_started(*wanted, trials=trials, minutes=minutes),
        sweep=SweepId(sweep),
        arm=Arm.TIERED,
        budget=Budget(trials=trials, minutes=minutes),
        seed=seed,
        sandbox="process",
    )


async def scores(order: Order) -> Judged:
    """Stands for the machines: a score by chance out of code, fold and split, and of all rows the sample submission."""
    chance = hashlib.sha256(b"%s %d %d" % (order.code, order.fold, order.split.seed)).digest()[0] / 255
    better = 0.1 * (b"log1p" in order.code)
    score = None if order.stage is Stage.FULL else 1.0 - better - 0.01 * chance
    whole = order.stage is Stage.FULL  # scores by chance have no answers behind them that could be blended
    predictions = (Path(order.competition.public) / "sample_submission.csv").read_bytes() if whole else None
    return Judged(result=ExecutionResult(status=Status.SUCCEEDED, wall_s=1.0, cpu_s=1.0, score=score), printed=b"fitted", predictions=predictions)


class Company:
    """Does everything for an orchestrator, in its own process.

    Args:
        home: With its log and its blobs.
        started: Start of the sweep; it is appended where the log does not hold it.
        model: The author.
        execute: Who executes.
        clock_of: Makes the clock of a run.
        recorded: What the runs of a recording were granted.
    """

    def __init__(
        self,
        home: Path,
        started: SweepStarted,
        *,
        model: LanguageModel | None = None,
        execute: Execute = scores,
        clock_of: Callable[[Callable[[], RunState]], Clock] = lambda _: CountingClock(),
        recorded: Mapping[CompetitionId, BudgetGranted] | None = None,
    ) -> None:
        home.mkdir(parents=True, exist_ok=True)
        self.home = home
        self.started = started
        self._log = SqliteLog(home / "log.sqlite", CountingClock())
        self._blobs = FileBlobs(home / "blobs")
        self._model = model or open_language_model("offline")
        self._execute = execute
        self._clock_of = clock_of
        self._recorded = recorded or {}
        self._specialists: dict[str, Specialist] = {}
        if not self._log.read(started.stream):
            first = Write(stream=started.stream, events=(started,), expected=0, actor="cli", correlation=started.sweep)
            self._log.append([first], key="cli")

    async def conduct(self) -> Path:
        """Bring the sweep to its end; the log's path."""
        try:
            orchestrator = Orchestrator(
                self.started.sweep,
                self._writer(sweeps.follow(self._log, self.started.sweep), "orchestrator"),
                blobs=self._blobs,
                clock=CountingClock(),
                staff=self,
                memory=self._memory(),
            )
            await orchestrator.ask(ConductSweep(sweep=self.started.sweep))
        finally:
            self._log.close()
        return self.home / "log.sqlite"

    async def send(self, run: RunId, domain: str) -> None:
        writer = self._run_writer("worker", run)
        clock = self._clock_of(lambda: writer.follower.state)
        executions = Executions(writer, blobs=self._blobs, clock=clock, execute=self._execute, home=str(self.home))
        worker = Worker(writer, executions, blobs=self._blobs, clock=clock, specialist=self._specialist(domain), home=str(self.home))
        await worker.ask(Compete(run=run))

    async def consider(self, domain: str, command: Consolidate | ConsiderPromotion) -> None:
        await self._specialist(domain).ask(command)

    def probe(self, spec: str) -> Surroundings:
        assert spec == self.started.sandbox
        return Surroundings(walls=WALLS, tried=(), cpus=2, gpus=0.0)

    def granted(self) -> Mapping[CompetitionId, BudgetGranted]:
        return self._recorded

    def _specialist(self, domain: str) -> Specialist:
        if domain not in self._specialists:
            open_run = partial(self._run_writer, f"specialist:{domain}")
            knowledge = Knowledge(guidance=domains.find(domain).guidance, techniques=techniques.known(domain))
            only = self.started.warm.only(self.started.sweep)
            briefing = Briefing(blobs=self._blobs, knowledge=knowledge, remembered=Inventory(self._log, only=only, open_index=no_index).loaded)
            clock, model, blobs = CountingClock(), self._model, self._blobs
            memory: Writer[Memory] = self._writer(self._memory(), f"specialist:{domain}")
            self._specialists[domain] = Specialist(
                open_run=open_run,
                blobs=blobs,
                language_model=model,
                briefing=briefing,
                chronicler=Chronicler(open_run=open_run, blobs=blobs, clock=clock, language_model=model, briefing=briefing),
                consolidator=Consolidator(memory=memory, open_run=open_run, blobs=blobs, clock=clock, language_model=model, knowledge=knowledge),
            )
        return self._specialists[domain]

    def _memory(self) -> MemoryFollower:
        return MemoryFollower(self._log, only=self.started.warm.only(self.started.sweep))

    def _run_writer(self, actor: str, run: RunId) -> Writer[RunState]:
        streams = (sweep_stream(self.started.sweep), run_stream(run))
        return self._writer(Follower(self._log, streams, RunState(run=run), runs.evolve), f"{actor}:{run}")

    def _writer(self, follower: Following[State], actor: str) -> Writer[State]:
        return Writer(follower, self._log, actor=f"{actor}#1", correlation=self.started.sweep, check=lambda _: None)


async def recorded(home: Path, *wanted: Competition, started: SweepStarted | None = None, execute: Execute = scores) -> Path:
    """The log of a sweep over these competitions, by the offline author."""
    return await Company(home, started or start(*wanted), execute=execute).conduct()
