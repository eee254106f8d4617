"""The end of a run: blends its best solutions, judges the finalists again, submits. Each step looks in the log first, so it can start anywhere."""

import asyncio
from collections.abc import Sequence
from functools import partial
from statistics import fmean

import msgspec

from haste.actors.deciding import Writer
from haste.actors.ensembling import Blended, Ensembles
from haste.actors.executing import Executions
from haste.commands import JudgeEnsemble, Submit
from haste.decisions import ensembling, submitting
from haste.decisions.submitting import Candidate, Finalist
from haste.events.event import Event
from haste.events.run import FinalistRevalidated
from haste.ports import BlobStore, Clock
from haste.projections.run import RunState
from haste.seeds import derive
from haste.vocabulary.competition import Split
from haste.vocabulary.ids import Position
from haste.vocabulary.scales import Stage


class Finisher:
    """Brings a run from the end of its search to its SubmissionChosen.

    Args:
        writer: Folds the run and its sweep, and appends to the run's stream.
        executions: Of this run.
        blobs: Payloads.
        clock: The time that decisions carry.
        home: Absolute path below which views lie.
    """

    def __init__(self, writer: Writer[RunState], executions: Executions, *, blobs: BlobStore, clock: Clock, home: str) -> None:
        self._writer = writer
        self._executions = executions
        self._blobs = blobs
        self._clock = clock
        self._ensembles = Ensembles(blobs, home=home)

    async def finish(self) -> None:
        """Do what is left of it. A run without a sound trial ends without a submission."""
        if (await self._writer.catch_up()).tree.submitted is not None:
            return
        await self._ensemble()
        await self._revalidate()
        await self._submit()

    async def _ensemble(self) -> None:
        """Judge the best solutions together, once, where there is time: it makes no execution, but one that is kept makes more later.

        A worker that was given up may record a result while they are measured. Where others are best by it, those are measured too.
        """
        while (state := await self._writer.catch_up()).tree.ensemble is None and not self._late(state):
            found = await asyncio.to_thread(self._ensembles.judged, state, state.rules)
            if found is None:
                return
            await self._writer.decide(partial(self._judge, found))

    def _judge(self, found: Blended, state: RunState, read_to: Position) -> Sequence[Event]:
        command = JudgeEnsemble(
            run=state.run,
            direction=state.competition.metric.direction,
            members=found.members,
            blend=found.blend,
            weights=found.weights,
            scores=found.scores,
            lift=found.lift,
            read_to=read_to,
            now=self._clock.now(),
        )
        return ensembling.decide(command, state.tree, state.rules)

    async def _revalidate(self) -> None:
        """Judge the finalists again on a split that no decision of this run has seen."""
        state = await self._writer.catch_up()
        for number, finalist in enumerate(self._in_order(state)):
            state = await self._writer.catch_up()
            wanted = self._affords(state, finalist) if number else not self._late(state)
            if wanted and not _judged(state, finalist):
                await self._revalidate_one(state, finalist)

    def _in_order(self, state: RunState) -> Sequence[Finalist]:
        """Where time is short others come before the best one.

        The ensemble does where there is time for it but not for both; a lesser solution where there is time for it but not for the best one, which
        was rejected: what was not shown to be better is not worth being late for.
        """
        found = submitting.finalists(state.tree, state.competition.metric.direction, state.rules)
        if not found:
            return ()
        best, *others = found
        shown = state.tree.trial(best.iteration).sound

        def overtakes(one: Finalist) -> bool:
            late = not self._affords(state, best, one) if one.members else not (shown or self._affords(state, best))
            return late and self._affords(state, one)

        first = [one for one in others if overtakes(one)]
        return (*first, *(one for one in found if one not in first))

    async def _revalidate_one(self, state: RunState, finalist: Finalist) -> None:
        seed = derive(state.seed, state.competition.id, 0, "revalidation")
        split = msgspec.structs.replace(split_of(state), seed=seed)
        folds = range(split.folds)
        results = await asyncio.gather(*(self._executions.results(iteration, Stage.REVALIDATION, folds, split) for iteration in finalist.fitted))
        if finalist.members:
            state = await self._writer.catch_up()
            found = await asyncio.to_thread(self._ensembles.revalidated, state, finalist.members, split)
        else:
            found = tuple(result.score for result in results[0] if result.score is not None)
        sound = len(found) == split.folds
        event = FinalistRevalidated(
            run=state.run,
            iteration=finalist.iteration,
            split=split,
            scores=found if sound else (),
            score=fmean(found) if sound else None,
            members=finalist.members,
        )
        await self._writer.decide(lambda state, _: () if _judged(state, finalist) else (event,))

    async def _submit(self) -> None:
        """Choose what is submitted, by all that is known then: a worker that was given up may record a result meanwhile."""
        await self._fit()
        while (state := await self._writer.catch_up()).tree.submitted is None:
            candidate = submitting.first_fitted(state.tree, state.competition.metric.direction)
            if candidate is None:
                return
            await self._choose(state, candidate)

    async def _fit(self) -> None:
        """Fit the best finalist on all rows; where that fails, the next one."""
        state = await self._writer.catch_up()
        for candidate in submitting.candidates(state.tree, state.competition.metric.direction):
            if candidate.members and self._late(state) and not submitting.fitted(state.tree, candidate):
                continue  # one solution is fitted however late it is, several are not
            split = split_of(state)
            await asyncio.gather(*(self._executions.results(iteration, Stage.FULL, (0,), split) for iteration in candidate.fitted))
            state = await self._writer.catch_up()
            if submitting.fitted(state.tree, candidate):
                return

    async def _choose(self, state: RunState, candidate: Candidate) -> None:
        answered = state.tree.trial(candidate.iteration).results[Stage.FULL, 0].predictions
        if candidate.members:
            blend = await asyncio.to_thread(self._ensembles.submission, state, candidate.members)
            answered = await asyncio.to_thread(self._blobs.put, blend)
        assert answered is not None
        submission, direction = answered, state.competition.metric.direction

        def submit(state: RunState, read_to: Position) -> Sequence[Event]:
            if submitting.first_fitted(state.tree, direction) != candidate:
                return ()
            command = Submit(run=state.run, direction=direction, submission=submission, read_to=read_to, now=self._clock.now())
            return submitting.decide(command, candidate, state.tree, state.rules)

        await self._writer.decide(submit)

    def _affords(self, state: RunState, *finalists: Finalist) -> bool:
        """Whether there is time to judge finalists again and to fit them, by what their folds took."""
        if state.lease.deadline is None:
            return True
        fitted = {iteration for finalist in finalists for iteration in finalist.fitted}
        seconds = sum(state.tree.trial(iteration).fold_s for iteration in fitted) * (split_of(state).folds + 1) / state.at_once
        return self._clock.now() + int(seconds * 1e9) <= state.lease.deadline

    def _late(self, state: RunState) -> bool:
        """Whether the run's time is over."""
        return state.lease.deadline is not None and self._clock.now() >= state.lease.deadline


def split_of(state: RunState) -> Split:
    """How the rows of a run's competition become folds."""
    if state.tree.split is None:
        raise ValueError(state.run)
    return state.tree.split.split


def _judged(state: RunState, finalist: Finalist) -> bool:
    return any((event.iteration, event.members) == (finalist.iteration, finalist.members) for event in state.tree.revalidated)
