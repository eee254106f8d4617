"""One run: profiles, drafts, refines, and has it finished. Each step looks in the log first, so it can start anywhere."""

import asyncio
from collections.abc import Sequence

from haste.actors.deciding import Writer
from haste.actors.executing import Executions
from haste.actors.finishing import Finisher, split_of
from haste.actors.lifting import lift
from haste.commands import ChooseStep, ClosePhase, Command, Distil, FixSplit, JudgeProposal, OpenPhase, Propose
from haste.competitions.profile import description, profile
from haste.competitions.sample_rows import first_rows
from haste.decisions import acceptance, splitting
from haste.errors import CompetitionError, UnavailableError
from haste.evaluation.dummy import dummy_score
from haste.events.event import Event, Recorded
from haste.events.run import CompetitionProfiled, RunFinished, StepChosen
from haste.policies import registry as policies
from haste.policies.moves import Move, Stop
from haste.ports import BlobStore, Clock, Peer
from haste.projections.run import RunState
from haste.projections.search_tree import Trial
from haste.seeds import derive
from haste.vocabulary.ids import Iteration, Position, Time
from haste.vocabulary.scales import Reason, Stage, Status
from haste.vocabulary.solution import Step

_PAUSE_S = 0.5


class Worker:
    """Brings one run from wherever it stands to its RunFinished.

    Args:
        writer: Folds the run and its sweep, and appends to the run's stream.
        executions: Of this run.
        blobs: Payloads.
        clock: The time that decisions carry.
        specialist: Of the competition's domain; makes proposals.
        home: Absolute path below which views lie.
    """

    def __init__(self, writer: Writer[RunState], executions: Executions, *, blobs: BlobStore, clock: Clock, specialist: Peer, home: str) -> None:
        self._writer = writer
        self._executions = executions
        self._blobs = blobs
        self._clock = clock
        self._specialist = specialist
        self._home = home
        self._finisher = Finisher(writer, executions, blobs=blobs, clock=clock, home=home)

    async def ask(self, command: Command) -> tuple[Recorded, ...]:
        """Answer Compete, the only command of a worker: bring its run to the end.

        Returns:
            The run's RunFinished; nothing where it was finished before.
        """
        del command
        state = await self._writer.catch_up()
        if state.tree.finished is not None:
            return ()
        try:
            await self._prepare()
            await self._search()
            await self._finisher.finish()
        except CompetitionError as error:
            return await self._end(Status.INVALID, Reason.BAD_COMPETITION, str(error))
        await self._distil()
        tree = (await self._writer.catch_up()).tree
        if tree.submitted is not None:
            return await self._end(Status.SUCCEEDED, None, "")
        failed = tree.last_failure
        message = failed.message if failed else _unmade(tree.trials, state.competition.domain)
        return await self._end(failed.status if failed else Status.REFUSED, Reason.NO_VALID_SOLUTION, message)

    async def _prepare(self) -> None:
        state = await self._writer.catch_up()
        if state.tree.profiled is None:
            found = await asyncio.to_thread(profile, state.competition)
            text = await asyncio.to_thread(description, state.competition)
            blob = await asyncio.to_thread(self._blobs.put, text.encode())
            zero = await asyncio.to_thread(dummy_score, state.competition)
            rows = await asyncio.to_thread(first_rows, state.competition, state.sweep.started.share_rows if state.sweep.started else 0)
            sample = await asyncio.to_thread(self._blobs.put, rows.encode()) if rows else None
            event = CompetitionProfiled(run=state.run, profile=found, description=blob, sample=sample, dummy_score=zero)
            await self._writer.decide(lambda state, _: () if state.tree.profiled else (event,))
        await self._writer.decide(self._fix_split)

    def _fix_split(self, state: RunState, read_to: Position) -> Sequence[Event]:
        command = FixSplit(
            run=state.run,
            view=state.competition.view,
            seed=derive(state.seed, state.competition.id, 0, "split"),
            read_to=read_to,
            now=self._clock.now(),
        )
        return splitting.decide(command, state.tree, state.rules)

    async def _search(self) -> None:
        while True:
            state = await self._writer.catch_up()
            if (trial := state.tree.open_trial) is not None:
                await self._judge(trial.iteration)
                continue
            move = self._next(state, self._writer.follower.read_to, self._clock.now())
            if isinstance(move, Stop):
                return
            beaten = _to_be_complete(move)
            if beaten is not None and not await self._complete(beaten):
                continue
            if isinstance(move, Step):
                await self._writer.decide(self._choose)
            else:
                await self._told(move)

    def _next(self, state: RunState, read_to: Position, now: Time) -> Move:
        command = ChooseStep(
            run=state.run,
            direction=state.competition.metric.direction,
            lease=state.lease,
            at_once=state.at_once,
            read_to=read_to,
            now=now,
        )
        return policies.find(state.policy)(command, state.tree, state.rules)

    def _choose(self, state: RunState, read_to: Position) -> Sequence[Event]:
        now = self._clock.now()  # one look: a recording holds the time that the step was chosen by
        step = self._next(state, read_to, now)
        if not isinstance(step, Step) or state.tree.open_trial is not None:
            return ()
        iteration = Iteration(len(state.tree.trials) + 1)
        return (StepChosen(run=state.run, iteration=iteration, step=step, read_to=read_to, rule=state.rules.version, now=now),)

    async def _complete(self, iteration: Iteration) -> bool:
        """Execute the folds that a trial has not been judged on yet: whoever is to be beaten needs all of them.

        Returns:
            Whether they were all there; False where they had to be run, so that the policy looks again.
        """
        state = await self._writer.catch_up()
        split = split_of(state)
        missing = [fold for fold in range(split.folds) if (Stage.FOLD, fold) not in state.tree.trial(iteration).results]
        await self._executions.results(iteration, Stage.FOLD, missing, split)
        return not missing

    async def _judge(self, iteration: Iteration) -> None:
        """Bring the open trial to its verdict: propose, execute as many folds as the next look needs, look."""
        while not _proposed(state := await self._writer.catch_up(), iteration):
            await self._told(Propose(run=state.run, iteration=iteration))
        while not await self._verdict(iteration):
            state = await self._writer.catch_up()
            folds = acceptance.folds_wanted(state.tree, state.tree.trial(iteration), state.rules)
            await self._executions.results(iteration, Stage.FOLD, folds, split_of(state))

    async def _verdict(self, iteration: Iteration) -> bool:
        state = await self._writer.catch_up()
        gain = await asyncio.to_thread(lift, state, state.tree.trial(iteration), read=self._blobs.get, home=self._home)

        def judge(state: RunState, read_to: Position) -> Sequence[Event]:
            command = JudgeProposal(
                run=state.run,
                iteration=iteration,
                direction=state.competition.metric.direction,
                lift=gain,
                read_to=read_to,
                now=self._clock.now(),
            )
            return acceptance.decide(command, state.tree, state.rules)

        await self._writer.decide(judge)
        state = await self._writer.catch_up()
        return state.tree.trial(iteration).accepted is not None

    async def _distil(self) -> None:
        """Have the specialist ask what the run taught, from what failed too."""
        while (state := await self._writer.catch_up()).tree.distilled is None:
            await self._told(Distil(run=state.run))

    async def _told(self, command: Command) -> None:
        """Ask the specialist; while its process is being replaced, ask again: it goes on from the log."""
        try:
            await self._specialist.ask(command)
        except UnavailableError:
            await asyncio.sleep(_PAUSE_S)

    async def _end(self, status: Status, reason: Reason | None, message: str) -> tuple[Recorded, ...]:
        def end(state: RunState, _: Position) -> Sequence[Event]:
            event = RunFinished(run=state.run, status=status, reason=reason, message=message, now=self._clock.now())
            return () if state.tree.finished else (event,)

        return await self._writer.decide(end)


def _to_be_complete(move: Step | OpenPhase | ClosePhase) -> Iteration | None:
    """The trial that all folds are wanted of before a move: what is to be beaten, or planned for."""
    match move:
        case Step():
            return move.against
        case OpenPhase():
            return move.parent
        case ClosePhase():
            return None


def _unmade(trials: Sequence[Trial], domain: str) -> str:
    """Why nothing was executed, and what to do."""
    if trials and all(trial.declined and trial.silence is None for trial in trials):
        return f"the author proposed nothing for answers of this kind in the domain {domain}; another of either may: --domain NAME, --llm KIND:REST"
    return "no trial ran within the budget"


def _proposed(state: RunState, iteration: Iteration) -> bool:
    """Whether the specialist is done with a trial: it made a proposal, or its author had nothing to propose."""
    trial = state.tree.trial(iteration)
    return trial.proposal is not None or trial.declined
