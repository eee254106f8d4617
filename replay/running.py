"""Decides again what runs and their sweep decided by pure rules: rounds, leases, splits, steps, verdicts, ensembles, submissions."""

from collections.abc import Callable, Iterator, Sequence
from typing import Generic, TypeVar

from haste.commands import ChooseStep, FixSplit, GrantBudget, JudgeEnsemble, OpenRound, Submit
from haste.decisions import ensembling, scheduling, splitting, submitting
from haste.events.codec import typed
from haste.events.event import Event, Recorded
from haste.events.run import EnsembleJudged, ProposalAccepted, ProposalRejected, SplitFixed, StepChosen, SubmissionChosen
from haste.events.sweep import BudgetGranted, RoundStarted, SweepStarted
from haste.policies import registry as policies
from haste.ports import EventLog
from haste.projections import run as runs
from haste.projections import sweep as sweeps
from haste.projections.run import RunState
from haste.projections.sweep import Sweep
from haste.seeds import derive
from haste.thresholds import Thresholds
from haste.vocabulary.ids import Iteration, Position, RunId, run_id, run_stream, sweep_stream
from haste.vocabulary.scales import Stage
from haste.vocabulary.solution import Step
from replay.comparing import Difference, compared
from replay.gate import rules_of
from replay.verdicts import Verdict, judged_again

State = TypeVar("State")
OfRun = SplitFixed | StepChosen | ProposalAccepted | ProposalRejected | EnsembleJudged | SubmissionChosen


class _Fold(Generic[State]):
    """A state that is folded step by step from events in the order of the log."""

    def __init__(self, state: State, events: Sequence[Recorded], evolve: Callable[[State, Event], State]) -> None:
        self._state = state
        self._evolve = evolve
        self._left = list(reversed(events))

    def up_to(self, position: int) -> State:
        """The state after all events up to a position; asked for positions that only rise."""
        while self._left and self._left[-1].position <= position:
            self._state = self._evolve(self._state, self._left.pop().event)
        return self._state


def of_sweep(log: EventLog, started: SweepStarted) -> Iterator[tuple[Recorded, tuple[Difference, ...]]]:
    """Each decision of a sweep and of its runs, as recorded, with how it differs from the one that is decided again.

    Args:
        log: Where the events are. Others must not append meanwhile: `replay.past.PastLog` sees to that.
        started: The start of the sweep.
    """
    rules = rules_of(started)
    names = [run_id(started.sweep, competition.id) for competition in started.competitions]
    own = typed(log.read(sweep_stream(started.sweep)))
    of_runs = {run: typed(log.read(run_stream(run))) for run in names}
    yield from _of_rounds(own, of_runs, rules)
    for run, page in of_runs.items():
        for recorded, replayed in _of_run(run, own, page, rules):
            yield recorded, compared((recorded,), replayed, position=recorded.position)


def _of_rounds(
    own: Sequence[Recorded], of_runs: dict[RunId, tuple[Recorded, ...]], rules: Thresholds
) -> Iterator[tuple[Recorded, tuple[Difference, ...]]]:
    """Rounds, and leases where they depend on nothing that others may have appended meanwhile: a share of money or tokens does."""
    every = _in_order(own, *of_runs.values())
    fold = _Fold(Sweep(), every, sweeps.evolve)
    first: dict[str, Position] = {}
    for recorded in every:
        first.setdefault(recorded.key, recorded.position)
    for recorded in own:
        event = recorded.event
        if isinstance(event, RoundStarted):
            command = OpenRound(sweep=event.sweep, read_to=event.read_to, now=event.now)
            yield recorded, compared((recorded,), scheduling.open_round(command, fold.up_to(event.read_to), rules), position=recorded.position)
        if isinstance(event, BudgetGranted) and event.lease.usd is None and event.lease.tokens is None:
            state = fold.up_to(first[recorded.key] - 1)
            granted = scheduling.grant(GrantBudget(sweep=event.sweep, run=event.run, now=event.now), state, rules)
            yield recorded, compared((recorded,), granted, position=recorded.position)


def _of_run(run: RunId, own: Sequence[Recorded], page: Sequence[Recorded], rules: Thresholds) -> Iterator[tuple[Recorded, tuple[Event, ...]]]:
    fold = _Fold(RunState(run=run), _in_order(own, page), runs.evolve)
    for recorded in page:
        if isinstance(recorded.event, OfRun):
            yield recorded, _decided(recorded.event, fold.up_to(recorded.event.read_to), rules)


def _decided(event: OfRun, state: RunState, rules: Thresholds) -> tuple[Event, ...]:
    """What is decided on what the recorded decision says that it saw; nothing where it cannot have seen what it is about."""
    if state.sweep.started is None or state.tree.started is None or not _known(event, state):
        return ()
    direction = state.competition.metric.direction
    match event:
        case SplitFixed():
            seed = derive(state.seed, state.competition.id, 0, "split")
            command = FixSplit(run=event.run, view=state.competition.view, seed=seed, read_to=event.read_to, now=event.now)
            return splitting.decide(command, state.tree, rules)
        case StepChosen():
            choosing = ChooseStep(run=event.run, direction=direction, lease=state.lease, read_to=event.read_to, now=event.now)
            move = policies.find(state.policy)(choosing, state.tree, rules)
            if not isinstance(move, Step):
                return ()
            iteration = Iteration(len(state.tree.trials) + 1)
            return (StepChosen(run=event.run, iteration=iteration, step=move, read_to=event.read_to, rule=rules.version, now=event.now),)
        case EnsembleJudged() | SubmissionChosen():
            return _ensemble(event, state, rules) if isinstance(event, EnsembleJudged) else _submitted(event, state, rules)
        case _:
            found = judged_again(event, state.tree, direction, rules)
            return (found,) if found else ()


def _known(event: OfRun, state: RunState) -> bool:
    """Whether the trial that a verdict is about was there."""
    return not isinstance(event, Verdict) or event.iteration <= len(state.tree.trials)


def _submitted(event: SubmissionChosen, state: RunState, rules: Thresholds) -> tuple[Event, ...]:
    """The first candidate whose full fits had succeeded. What a blend of several answers is a measurement, and taken as recorded."""
    direction = state.competition.metric.direction
    candidates = submitting.candidates(state.tree, direction)
    candidate = next((one for one in candidates if submitting.fitted(state.tree, one)), None)
    if candidate is None:
        return ()
    submission = event.submission if candidate.members else state.tree.trial(candidate.iteration).results[Stage.FULL, 0].predictions
    assert submission is not None
    command = Submit(run=event.run, direction=direction, submission=submission, read_to=event.read_to, now=event.now)
    return submitting.decide(command, candidate, state.tree, rules)


def _ensemble(event: EnsembleJudged, state: RunState, rules: Thresholds) -> tuple[Event, ...]:
    """The verdict on the same weights, scores and lift: these are measurements."""
    command = JudgeEnsemble(
        run=event.run,
        direction=state.competition.metric.direction,
        blend=event.blend,
        weights=tuple(member.weight for member in event.members),
        scores=event.scores,
        lift=event.lift,
        read_to=event.read_to,
        now=event.now,
    )
    return ensembling.decide(command, state.tree, rules)


def _in_order(*pages: Sequence[Recorded]) -> list[Recorded]:
    return sorted((recorded for page in pages for recorded in page), key=lambda recorded: recorded.position)
