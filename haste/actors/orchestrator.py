"""One sweep: probes the walls, opens rounds, grants budgets, sends workers off, grades what they submit, ends it."""

import asyncio
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Protocol

import msgspec
import structlog

from haste.actors.deciding import Writer
from haste.commands import Command, ConsiderPromotion, Consolidate, GrantBudget, OpenRound
from haste.competitions.grading import Grade, grade
from haste.decisions import scheduling
from haste.errors import ActorFailedError, CompetitionError, FencedError, UnavailableError
from haste.events.event import Event, Recorded
from haste.events.run import RunFinished, RunGraded, RunStarted
from haste.events.sweep import BudgetGranted, PromotionRefused, RoundFinished, RoundStarted, SandboxProbed, SweepFinished
from haste.ports import BlobStore, Clock, Walls
from haste.projections.memory import MemoryFollower
from haste.projections.sweep import Sweep
from haste.thresholds import RULES
from haste.vocabulary.competition import Competition
from haste.vocabulary.ids import BlobId, CompetitionId, Position, RunId, SweepId, run_id
from haste.vocabulary.scales import Reason, Status, Tier, Verdict
from haste.vocabulary.skill import Group

_PAUSE_S = 0.5


class Surroundings(msgspec.Struct, frozen=True, kw_only=True):
    """What a sweep finds where it runs."""

    walls: Walls
    tried: tuple[str, ...]  # sandboxes that were tried before, each with why it did not hold
    cpus: int  # cores of the largest node
    gpus: float  # devices of the node that has most


class Staff(Protocol):
    """Whoever does things for an orchestrator. Calls raise UnavailableError where a process went away; asking again is safe."""

    async def send(self, run: RunId, domain: str) -> None:
        """Send a worker to a run of a domain, and wait until the run has ended."""

    async def consider(self, domain: str, command: Consolidate | ConsiderPromotion) -> None:
        """Have a domain's specialist tidy up what is remembered, or judge a group."""

    def probe(self, spec: str) -> Surroundings:
        """Try the sandboxes of a spec, and look how large the cluster is."""

    def granted(self) -> Mapping[CompetitionId, BudgetGranted]:
        """What each run of a sweep that is played back was granted, in the order in which they ended; nothing for any other sweep."""


class Orchestrator:
    """Conducts one sweep from wherever it stands to its SweepFinished.

    Args:
        sweep: Its id.
        writer: Folds the sweep with its runs, and appends to their streams.
        blobs: Submissions, for grading.
        clock: The time that decisions carry.
        staff: Whoever does things for it.
        memory: Follows the whole log, as far as the sweep remembers, for the groups that there are.
    """

    def __init__(
        self,
        sweep: SweepId,
        writer: Writer[Sweep],
        *,
        blobs: BlobStore,
        clock: Clock,
        staff: Staff,
        memory: MemoryFollower,
    ) -> None:
        self._sweep = sweep
        self._writer = writer
        self._blobs = blobs
        self._clock = clock
        self._staff = staff
        self._memory = memory
        self._granted = staff.granted()

    async def ask(self, command: Command) -> tuple[Recorded, ...]:
        """Answer ConductSweep, the only command of an orchestrator: bring the sweep to its end.

        Returns:
            The sweep's SweepFinished; nothing where it was finished before.
        """
        del command
        await self._try_walls()
        while (round_ := await self._round()) is not None:
            state = await self._writer.catch_up()
            # What is played back is played run by run, in the order in which the runs ended: their skills then come in the recorded order.
            slots = asyncio.Semaphore(state.started.max_runs if state.started and not self._granted else 1)
            recorded = [name for name in self._granted if name in round_.competitions]
            order = (*recorded, *(name for name in round_.competitions if name not in self._granted))
            await asyncio.gather(*(self._compete(competition, round_.round, slots) for competition in order))
            await self._promote()
            await self._writer.decide(partial(self._finish_round, round_.round))
        return await self._writer.decide(self._finish)

    async def _promote(self) -> None:
        """Have each domain's specialist tidy up and judge its groups, then the first domain's those over all domains."""
        state = await self._writer.catch_up()
        domains = sorted({competition.domain for competition in state.started.competitions} if state.started else ())
        for domain in domains:
            await self._consider(domain, domain, Tier.DOMAIN)
        if domains:
            await self._consider(domains[0], None, Tier.GLOBAL)

    async def _consider(self, specialist: str, domain: str | None, tier: Tier) -> None:
        await self._told(specialist, Consolidate(sweep=self._sweep, domain=domain))
        await asyncio.to_thread(self._memory.catch_up)
        for group in self._memory.state.evidence.groups(domain):
            because = await self._told(specialist, ConsiderPromotion(sweep=self._sweep, group=group, to=tier))
            if because is not None:
                await self._writer.decide(partial(self._refuse, group, tier, because))

    async def _told(self, specialist: str, command: Consolidate | ConsiderPromotion) -> str | None:
        """Have a specialist decide between rounds.

        Returns:
            None where it did; why not, where it met what nobody foresaw: the same log would bring it there again.
        """
        while True:
            try:
                await self._staff.consider(specialist, command)
            except UnavailableError:
                await asyncio.sleep(_PAUSE_S)  # its process is being replaced, and judges on the log that it finds
            except ActorFailedError as error:
                structlog.get_logger().error("not decided", specialist=specialist, command=type(command).__name__, because=str(error))
                return error.found.strip().rpartition("\n")[2]  # a traceback ends with what was raised
            else:
                return None

    def _refuse(self, group: Group, tier: Tier, because: str, state: Sweep, read_to: Position) -> Sequence[Event]:
        event = PromotionRefused(
            sweep=self._sweep,
            group=group,
            to=tier,
            verdict=Verdict.SKIP,
            because=f"its specialist failed: {because}",
            effect=None,
            read_to=read_to,
            rule=state.started.rule if state.started else "",
            now=self._clock.now(),
        )
        return (event,)

    async def _try_walls(self) -> None:
        state = await self._writer.catch_up()
        if state.started is None or (state.walls is not None and state.walls.epoch == state.epoch):
            return
        found = await asyncio.to_thread(self._staff.probe, state.started.sandbox)
        event = SandboxProbed(
            sweep=self._sweep,
            epoch=state.epoch,
            sandbox=found.walls.sandbox,
            walled=found.walls.walled,
            stops=found.walls.stops,
            misses=found.walls.misses,
            tried=found.tried,
            cluster_cpus=found.cpus,
            cluster_gpus=found.gpus,
            now=self._clock.now(),
        )
        await self._writer.decide(lambda state, _: () if state.walls and state.walls.epoch == state.epoch else (event,))

    async def _round(self) -> RoundStarted | None:
        """The round that is under way, else the next one; None where none is left."""
        await self._writer.decide(self._open_round)
        state = await self._writer.catch_up()
        return state.rounds[-1] if len(state.rounds) > state.rounds_finished else None

    def _open_round(self, state: Sweep, read_to: Position) -> Sequence[Event]:
        if state.started is None or len(state.rounds) > state.rounds_finished:
            return ()
        command = OpenRound(sweep=self._sweep, read_to=read_to, now=self._clock.now())
        return scheduling.open_round(command, state, RULES[state.started.rule])

    async def _compete(self, competition: CompetitionId, number: int, slots: asyncio.Semaphore) -> None:
        """Bring one run to its grade."""
        run = run_id(self._sweep, competition)
        async with slots:
            await self._writer.decide(lambda state, _: self._start(state, run, competition, number))
            domain = (await self._writer.catch_up()).competition(competition).domain
            while (await self._writer.catch_up()).standing(run).finished is None:
                try:
                    await self._staff.send(run, domain)
                except (UnavailableError, FencedError):
                    continue  # its process is gone or was overtaken: the log says what is left to do, and whether this driver may go on
                except ActorFailedError as error:
                    await self._give_up(run, str(error))
            await self._grade(run)

    def _start(self, state: Sweep, run: RunId, competition: CompetitionId, number: int) -> Sequence[Event]:
        if state.started is None or any(standing.run == run for standing in state.runs):
            return ()
        granted = self._granted.get(competition)
        now = granted.now if granted else self._clock.now()
        started = RunStarted(run=run, sweep=self._sweep, competition=competition, round=number, now=now)
        if granted:
            return (started, msgspec.structs.replace(granted, sweep=self._sweep, run=run))
        command = GrantBudget(sweep=self._sweep, run=run, now=now)
        return (started, *scheduling.grant(command, state, RULES[state.started.rule]))

    async def _give_up(self, run: RunId, message: str) -> None:
        """End a run whose worker met what nobody foresaw, so that the other runs go on."""
        event = RunFinished(run=run, status=Status.CRASHED, reason=Reason.EXCEPTION, message=message, now=self._clock.now())
        await self._writer.decide(lambda state, _: () if state.standing(run).finished else (event,))

    async def _grade(self, run: RunId) -> None:
        """Meet the private answers, once, after the run's end: nothing reads the grade but reports."""
        state = await self._writer.catch_up()
        standing = state.standing(run)
        if standing.graded is not None:
            return
        competition, submitted = state.competition(standing.competition), standing.submitted
        found = await self._graded(competition, submitted.submission if submitted else None)
        alone = await self._graded(competition, submitted.alone if submitted else None)
        event = RunGraded(run=run, now=self._clock.now(), alone=alone.score, **msgspec.structs.asdict(found))
        await self._writer.decide(lambda state, _: () if state.standing(run).graded else (event,))

    async def _graded(self, competition: Competition, submission: BlobId | None) -> Grade:
        if submission is None:
            return Grade(score=None, reason=None)
        return await asyncio.to_thread(_graded, competition, await asyncio.to_thread(self._blobs.get, submission))

    def _finish_round(self, number: int, state: Sweep, _: Position) -> Sequence[Event]:
        event = RoundFinished(sweep=self._sweep, round=number, now=self._clock.now())
        return () if state.rounds_finished >= number else (event,)

    def _finish(self, state: Sweep, _: Position) -> Sequence[Event]:
        valid = sum(standing.valid for standing in state.runs)
        return () if state.finished else (SweepFinished(sweep=self._sweep, valid=valid, now=self._clock.now()),)


def _graded(competition: Competition, submission: bytes) -> Grade:
    """The grade. Answers that do not fit their competition are no reason to lose the sweep: nothing but reports reads it."""
    try:
        return grade(competition, submission)
    except CompetitionError as error:
        structlog.get_logger().warning("not graded", competition=competition.id, because=str(error))
        return Grade(score=None, reason=Reason.BAD_COMPETITION, message=str(error))
