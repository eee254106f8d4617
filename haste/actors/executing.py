"""Executions of one run: at least once in the world, exactly once in the log, and never again once they are in it, or known in this home."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence

import msgspec

from haste.actors.deciding import Writer
from haste.actors.execution import Judged, Order
from haste.actors.memoising import Kept, Memo, Same, key_of
from haste.actors.sampling import OFFLINE, foreseen_end, wanted
from haste.decisions.scheduling import clip, least_s
from haste.errors import BlobMissingError, FencedError, UnavailableError
from haste.evaluation.leakage import in_order, same_everywhere
from haste.events.event import Event
from haste.events.run import ExecutionFinished, ExecutionStarted, TrialReused
from haste.ports import BlobStore, Clock
from haste.projections.run import RunState
from haste.seeds import of_executions
from haste.vocabulary.competition import Split
from haste.vocabulary.ids import Iteration, Position, Time
from haste.vocabulary.judgement import ExecutionResult
from haste.vocabulary.scales import Reason, Stage, Status, Suspect, View
from haste.vocabulary.solution import Resources, Solution

Execute = Callable[[Order], Awaitable[Judged]]


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
        memo: What executions in this home came to; None where nothing is remembered between runs.
    """

    def __init__(self, writer: Writer[RunState], *, blobs: BlobStore, clock: Clock, execute: Execute, home: str, memo: Memo | None = None) -> None:
        self._writer = writer
        self._blobs = blobs
        self._clock = clock
        self._execute = execute
        self._home = home
        self._memo = memo
        self._declaring: dict[Place, asyncio.Lock] = {}

    async def result(self, place: Place) -> ExecutionResult:
        """How this execution ended: from the log, or by running it now.

        Several workers may ask for one place, since one that was given up can live on for a while. Each opens an attempt of its own, and
        the first result of any attempt counts for all: a result is a function of solution, view and seed. For the same reason one that this home
        knows already is taken over. A long first fold comes after a few rows of it, and is not run where these show that it must fail.

        Raises:
            FencedError: Another worker has ended the run without it.
        """
        state = await self._writer.catch_up()
        if state.competition.view is View.DECLARED:
            first = _judged_by(state, place) or place
            async with self._declaring.setdefault(first, asyncio.Lock()):  # folds are asked for together, and one execution is for all of them
                await self._result(first)
        return await self._result(place)

    async def _result(self, place: Place) -> ExecutionResult:
        state = await self._writer.catch_up()
        if place.stage is Stage.FOLD and place.fold == 0 and _wanted(state, place) and wanted(state, place.iteration):
            await self.result(msgspec.structs.replace(place, stage=Stage.SAMPLE))
        while True:
            state = await self._writer.catch_up()
            if (known := _known(state, place)) is not None:
                return known
            if state.tree.finished is not None:
                raise _overtaken(state)
            if await self._reuse(state, place):
                continue
            started = await self._start(place)
            if started is None:
                continue
            try:
                judged = await self._judged(state, place, started)
            except UnavailableError:
                continue  # the log shows it by the number of the next attempt
            await self._finish(place, started, judged)

    async def results(self, iteration: Iteration, stage: Stage, folds: Sequence[int], split: Split) -> list[ExecutionResult]:
        """How the executions of one trial on several folds ended, in the order of the folds."""
        places = (Place(iteration=iteration, stage=stage, fold=fold, split=split) for fold in folds)
        return await asyncio.gather(*(self.result(place) for place in places))

    async def _reuse(self, state: RunState, place: Place) -> bool:
        """Take over what the same execution came to before. Where the clock is part of the budget nothing is: time would be given away."""
        key = self._key(state, place)
        if self._memo is None or key is None:
            return False
        kept = await asyncio.to_thread(self._memo.find, key)
        if kept is None or not await asyncio.to_thread(self._readable, kept):
            return False

        def reuse(state: RunState, _: Position) -> Sequence[Event]:
            if not _wanted(state, place):
                return ()
            return (
                TrialReused(
                    run=state.run,
                    iteration=place.iteration,
                    stage=place.stage,
                    fold=place.fold,
                    key=key,
                    source=kept.run,
                    source_iteration=kept.iteration,
                    result=kept.result,
                    now=self._clock.now(),
                ),
            )

        await self._writer.decide(reuse)
        return True

    def _key(self, state: RunState, place: Place) -> str | None:
        started, proposal = state.sweep.started, state.tree.trial(place.iteration).proposal
        if self._memo is None or started is None or started.budget.minutes is not None or proposal is None:
            return None
        split, given = None if place.stage is Stage.FULL else place.split, _resources(state, place, proposal.solution, Time(0))
        return key_of(
            Same(
                code=proposal.solution.code,
                competition=msgspec.structs.replace(state.competition, public=""),
                sampled=place.stage is Stage.SAMPLE,
                split=split,
                fold=place.fold,
                seed=of_executions(state.seed, state.competition.id),
                cpus=given.cpus,
                gpus=given.gpus,
                sandbox=state.sweep.walls.sandbox if state.sweep.walls else "",
            )
        )

    def _readable(self, kept: Kept) -> bool:
        """Whether what it names is still there."""
        try:
            for blob in (kept.result.output, kept.result.predictions, kept.result.written):
                if blob is not None:
                    self._blobs.get(blob)
        except BlobMissingError:
            return False
        return True

    async def _judged(self, state: RunState, place: Place, started: ExecutionStarted) -> Judged:
        if started.attempt > state.rules.attempts_max:
            message = f"its machine or supervising process was lost {state.rules.attempts_max} times"
            lost = ExecutionResult(status=Status.CRASHED, reason=Reason.NODE_LOST, message=message, wall_s=0.0, cpu_s=0.0)
            return Judged(result=lost, printed=b"", predictions=None)
        if (foreseen := foreseen_end(state, place.iteration, place.stage, place.fold)) is not None:
            return Judged(result=foreseen, printed=b"", predictions=None)
        first = _judged_by(state, place)
        declaring = None if first is None else _known(state, first)
        if declaring is not None and declaring.written is None:
            return Judged(result=_spending_nothing(declaring), printed=b"", predictions=None)
        proposal = state.tree.trial(place.iteration).proposal
        return await self._execute(
            Order(
                competition=state.competition,
                iteration=place.iteration,
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
                sample_rows=state.rules.sample_rows,
                written=await asyncio.to_thread(self._blobs.get, declaring.written) if declaring and declaring.written else None,
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
            resources=_resources(state, place, solution, now),
            seed=of_executions(state.seed, state.competition.id),
            now=now,
        )

    async def _finish(self, place: Place, started: ExecutionStarted, judged: Judged) -> None:
        printed = await asyncio.to_thread(self._blobs.put, judged.printed) if judged.printed else None
        predictions = await asyncio.to_thread(self._blobs.put, judged.predictions) if judged.predictions else None
        written = await asyncio.to_thread(self._blobs.put, judged.written) if judged.written else None
        suspects = await asyncio.to_thread(self._suspects, await self._writer.catch_up(), place, judged)
        result = msgspec.structs.replace(judged.result, output=printed, predictions=predictions, written=written, suspects=suspects)

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

        if not await self._writer.decide(finish):
            return
        state = await self._writer.catch_up()
        if self._memo is not None and (key := self._key(state, place)) is not None:
            await asyncio.to_thread(self._memo.keep, key, Kept(run=state.run, iteration=place.iteration, result=result))

    def _suspects(self, state: RunState, place: Place, judged: Judged) -> tuple[Suspect, ...]:
        """What was noticed, and whether another fold of the trial was answered row for row the same."""
        known = state.tree.trial(place.iteration).results
        others = (result.predictions for (stage, _), result in known.items() if stage is place.stage)
        given = judged.predictions
        same = given is not None and any(same_everywhere(given, self._blobs.get(other), state.competition) for other in others if other is not None)
        return in_order((*judged.result.suspects, *((Suspect.SAME_EVERYWHERE,) if same else ())))


def _resources(state: RunState, place: Place, solution: Solution, now: Time) -> Resources:
    least = least_s(state.tree, state.tree.trial(place.iteration), place.stage, state.rules)
    return clip(solution.resources, state.lease, state.sweep.walls, now=now, rules=state.rules, least_s=least)


def _known(state: RunState, place: Place) -> ExecutionResult | None:
    return state.tree.trial(place.iteration).results.get((place.stage, place.fold))


def _judged_by(state: RunState, place: Place) -> Place | None:
    """The execution whose files this one is judged by, instead of running the solution once more; None where it runs by itself."""
    if state.competition.view is not View.DECLARED or (place.stage is not Stage.FULL and place.fold == 0):
        return None
    return msgspec.structs.replace(place, stage=Stage.FOLD if place.stage is Stage.FULL else place.stage, fold=0)


def _spending_nothing(result: ExecutionResult) -> ExecutionResult:
    """How the execution ended that was to declare the answers, which nothing was run for again."""
    return msgspec.structs.replace(result, wall_s=0.0, cpu_s=0.0, gpu_s=0.0, score=None, output=None, predictions=None)


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
