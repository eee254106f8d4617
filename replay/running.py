"""Decides again what runs and their sweep decided by pure rules: rounds, leases, splits, phases, steps, verdicts, how runs end."""

from collections.abc import Callable, Iterator, Sequence
from typing import Generic, TypeVar

import msgspec

from haste.commands import ChooseStep, FixSplit, GrantBudget, OpenRound
from haste.decisions import scheduling, splitting
from haste.events.codec import typed
from haste.events.event import Event, Recorded
from haste.events.run import EnsembleJudged, FinalistRevalidated, PhaseFinished, PhaseStarted, SplitFixed, StepChosen, SubmissionChosen
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
from haste.vocabulary.solution import Step
from haste.wiring import is_playback
from replay.comparing import Difference, compared
from replay.finals import Final, ended_again
from replay.gate import rules_of
from replay.phases import Phasing, phased_again
from replay.verdicts import Verdict, judged_again

State = TypeVar("State")
OfRun = SplitFixed | StepChosen | Phasing | Verdict | Final


class _Fold(Generic[State]):
    """A state that is folded step by step from events in the order of the log."""

    def __init__(self, state: State, events: Sequence[Recorded], evolve: Callable[[State, Event], State]) -> None:
        self._empty = self._state = state
        self._evolve = evolve
        self._events = events
        self._folded = 0

    def up_to(self, position: int) -> State:
        """The state after all events up to a position. Asking for ever later ones is cheap, going back is a new fold."""
        if self._folded and self._events[self._folded - 1].position > position:
            self._state, self._folded = self._empty, 0
        while self._folded < len(self._events) and self._events[self._folded].position <= position:
            self._state = self._evolve(self._state, self._events[self._folded].event)
            self._folded += 1
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
    """Rounds and leases."""
    every = _in_order(own, *of_runs.values())
    fold = _Fold(Sweep(), every, sweeps.evolve)
    played = any(isinstance(one.event, SweepStarted) and is_playback(one.event.language_model) for one in own)  # its leases were recorded elsewhere
    first: dict[str, Position] = {}
    for recorded in every:
        first.setdefault(recorded.key, recorded.position)
    for recorded in own:
        event = recorded.event
        if isinstance(event, RoundStarted):
            command = OpenRound(sweep=event.sweep, read_to=event.read_to, now=event.now)
            yield recorded, compared((recorded,), scheduling.open_round(command, fold.up_to(event.read_to), rules), position=recorded.position)
        if isinstance(event, BudgetGranted) and not played:
            granted = _granted(event, fold, (recorded.causation, first[recorded.key] - 1), rules)
            yield recorded, compared((recorded,), granted, position=recorded.position)


def _granted(event: BudgetGranted, fold: _Fold[Sweep], between: tuple[int, int], rules: Thresholds) -> tuple[Event, ...]:
    """The lease that follows from the log where it was granted.

    A share of money or tokens depends on what other runs had spent by then. The event does not say up to where the log was seen:
    at least to the newest event of the sweep's own stream, at most to where the append stands. Some place between them has to give the lease.
    """
    command = GrantBudget(sweep=event.sweep, run=event.run, now=event.now)
    granted: tuple[Event, ...] = ()
    for position in range(between[0], between[1] + 1):
        granted = scheduling.grant(command, fold.up_to(position), rules)
        if granted == (event,):
            break
    return granted


def _of_run(run: RunId, own: Sequence[Recorded], page: Sequence[Recorded], rules: Thresholds) -> Iterator[tuple[Recorded, tuple[Event, ...]]]:
    fold = _Fold(RunState(run=run), _in_order(own, page), runs.evolve)
    for recorded in page:
        if isinstance(recorded.event, OfRun):
            seen = getattr(recorded.event, "read_to", recorded.position - 1)  # a revalidation is no choice: it saw all that was there
            yield recorded, _decided(recorded.event, fold.up_to(seen), rules)


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
            choosing = ChooseStep(run=event.run, direction=direction, lease=state.lease, at_once=state.at_once, read_to=event.read_to, now=event.now)
            move = policies.find(state.policy)(choosing, state.tree, rules)
            return (msgspec.structs.replace(event, iteration=_next(state), step=move, rule=rules.version),) if isinstance(move, Step) else ()
        case PhaseStarted() | PhaseFinished():
            return phased_again(event, state, rules)
        case EnsembleJudged() | FinalistRevalidated() | SubmissionChosen():
            return ended_again(event, state, rules)
        case _:
            found = judged_again(event, state.tree, direction, rules)
            return (found,) if found else ()


def _next(state: RunState) -> Iteration:
    return Iteration(len(state.tree.trials) + 1)


def _known(event: OfRun, state: RunState) -> bool:
    """Whether the trial that a verdict is about was there."""
    return not isinstance(event, Verdict) or event.iteration <= len(state.tree.trials)


def _in_order(*pages: Sequence[Recorded]) -> list[Recorded]:
    return sorted((recorded for page in pages for recorded in page), key=lambda recorded: recorded.position)
