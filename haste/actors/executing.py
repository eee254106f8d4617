"""Executions of one run: at least once in the world, exactly once in the log, and never again once they are in it."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence

import msgspec

from haste.actors.deciding import Writer
from haste.actors.execution import Judged, Order
from haste.decisions.scheduling import clip
from haste.errors import FencedError, UnavailableError
from haste.events.event import Event
from haste.events.run import ExecutionFinished, ExecutionStarted
from haste.ports import BlobStore, Clock
from haste.projections.run import RunState
from haste.seeds import derive
from haste.vocabulary.competition import Split
from haste.vocabulary.ids import Iteration, Position
from haste.vocabulary.judgement import ExecutionResult
from haste.vocabulary.scales import Reason, Stage, Status
from haste.vocabulary.solution import Solution

Execute = Callable[[Order], Awaitable[Judged]]
OFFLINE = "offline"  # the author whose code may run without walls


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """Which execution of a run: of this trial, for this stage, on this fold of this split."""

    iteration: Iteration
    stage: Stage
    fold: int
    split: Split


class Executions:
    """Asks for the executions of one run and records them.

    Args:
        writer: Appends to the run's stream.
        blobs: Where code comes from, and where outputs and predictions go.
        clock: Stamps what was asked for.
        execute: Runs an order somewhere; raises UnavailableError where the machine or the process went away.
        home: Absolute path, on every node, below which views are built.
    """

    def __init__(self, writer: Writer[RunState], *, blobs: BlobStore, clock: Clock, execute: Execute, home: str) -> None:
        self._writer = writer
        self._blobs = blobs
        self._clock = clock
        self._execute = execute
        self._home = home

    async def result(self, place: Place) -> ExecutionResult:
        """How this execution ended: from the log, or by running it now.

        Several workers may ask for one place, since one that was given up can live on for a while. Each opens an attempt of its own, and
        the first result of any attempt counts for all: a result is a function of solution, view and seed.

        Raises:
            FencedError: Another worker has ended the run without it.
        """
        while True:
            state = await self._writer.catch_up()
            if (known := _known(state, place)) is not None:
                return known
            if state.tree.finished is not None:
                raise _overtaken(state)
            started = await self._start(place)
            if started is None:
                continue
            try:
                judged = await self._judged(state, place, started)
            except UnavailableError:
                continue  # the log shows it by the number of the next attempt
            await self._finish(place, started, judged)

    async def _judged(self, state: RunState, place: Place, started: ExecutionStarted) -> Judged:
        if started.attempt > state.rules.attempts_max:
            message = f"its machine or supervising process was lost {state.rules.attempts_max} times"
            lost = ExecutionResult(status=Status.CRASHED, reason=Reason.NODE_LOST, message=message, wall_s=0.0, cpu_s=0.0)
            return Judged(result=lost, printed=b"", predictions=None)
        proposal = state.tree.trial(place.iteration).proposal
        return await self._execute(
            Order(
                competition=state.competition,
                split=place.split,
                stage=place.stage,
                fold=place.fold,
                code=await asyncio.to_thread(self._blobs.get, started.solution),
                trusted=proposal is not None and proposal.author == OFFLINE,
                resources=started.resources,
                seed=started.seed,
                sandbox=state.sweep.walls.sandbox if state.sweep.walls else "",
                walled=state.sweep.walls is not None and state.sweep.walls.walled,
                home=self._home,
            )
        )

    async def _start(self, place: Place) -> ExecutionStarted | None:
        def start(state: RunState, _: Position) -> Sequence[Event]:
            trial = state.tree.trial(place.iteration)
            if not _wanted(state, place) or trial.proposal is None:
                return ()
            return (self._started(state, place, trial.proposal.solution, trial.attempts.get((place.stage, place.fold), 0) + 1),)

        recorded = await self._writer.decide(start)
        return next((r.event for r in recorded if isinstance(r.event, ExecutionStarted)), None)

    def _started(self, state: RunState, place: Place, solution: Solution, attempt: int) -> ExecutionStarted:
        now = self._clock.now()
        return ExecutionStarted(
            run=state.run,
            iteration=place.iteration,
            stage=place.stage,
            fold=place.fold,
            attempt=attempt,
            solution=solution.code,
            resources=clip(solution.resources, state.lease, state.sweep.walls, now=now, rules=state.rules),
            seed=derive(state.seed, state.competition.id, 0, "execution"),  # one for the whole run: pairs differ by their code alone
            now=now,
        )

    async def _finish(self, place: Place, started: ExecutionStarted, judged: Judged) -> None:
        printed = await asyncio.to_thread(self._blobs.put, judged.printed) if judged.printed else None
        predictions = await asyncio.to_thread(self._blobs.put, judged.predictions) if judged.predictions else None
        result = msgspec.structs.replace(judged.result, output=printed, predictions=predictions)

        def finish(state: RunState, _: Position) -> Sequence[Event]:
            if not _wanted(state, place):
                return ()  # no attempt of this place is open any more: the result does not count
            return (
                ExecutionFinished(
                    run=state.run,
                    iteration=place.iteration,
                    stage=place.stage,
                    fold=place.fold,
                    attempt=started.attempt,
                    result=result,
                ),
            )

        await self._writer.decide(finish)


def _known(state: RunState, place: Place) -> ExecutionResult | None:
    return state.tree.trial(place.iteration).results.get((place.stage, place.fold))


def _wanted(state: RunState, place: Place) -> bool:
    """Whether attempts of this place are open: until the log has a result of one of them, or the run's end."""
    return state.tree.finished is None and _known(state, place) is None


def _overtaken(state: RunState) -> FencedError:
    return FencedError(
        expected="a run under way",
        found="one that has ended",
        where=f"run {state.run}",
        next_step="Nothing: another worker brought it to its end.",
    )
