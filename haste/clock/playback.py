"""The clock that a recorded run went by: the time of what it did next, so that limits of time come out as they did then.

A time is found by what the run has done so far, never by how many events there are. Time in which nobody worked is taken out.
"""

from collections.abc import Callable, Iterator

import msgspec

from haste.events.event import Event
from haste.events.run import (
    EnsembleJudged,
    ExecutionStarted,
    LearningsDistilled,
    PhaseFinished,
    PhaseStarted,
    RunEvent,
    RunFinished,
    RunStarted,
    SplitFixed,
    StepChosen,
    SubmissionChosen,
    TrialReused,
)
from haste.events.sweep import BudgetGranted, SweepResumed
from haste.projections.recording import Recording
from haste.projections.run import RunState
from haste.projections.search_tree import SearchTree
from haste.vocabulary.ids import CompetitionId, Time, run_id
from haste.vocabulary.scales import Stage

_NS = 1_000_000_000

Dated = (
    RunStarted
    | SplitFixed
    | PhaseStarted
    | PhaseFinished
    | StepChosen
    | ExecutionStarted
    | TrialReused
    | EnsembleJudged
    | SubmissionChosen
    | LearningsDistilled
    | RunFinished
)


class PlaybackClock:
    """Tells one run the time.

    Args:
        recording: The sweep that is played back.
        seen: How far the run has come.
    """

    def __init__(self, recording: Recording, seen: Callable[[], RunState]) -> None:
        self._seen = seen
        self._moments: dict[CompetitionId, list[Dated]] = {}
        for event in _working(recording):
            if isinstance(event, Dated):
                self._moments.setdefault(recording.competition(event), []).append(event)

    def now(self) -> Time:
        """Nanoseconds since 1970-01-01 UTC.

        While the recorded run went on searching, it had not run out of time: the time of the step that came next, or before a phase, whose
        author was asked first, the time of what came before. After its search the time of what it did instead, by which it may have run out.
        """
        state = self._seen()
        moments = self._moments[state.competition.id]
        left = [event for event in moments if not _happened(event, state.tree)] or moments[-1:]
        searching = next((event for event in left if _is_search(event)), None)
        if isinstance(searching, PhaseStarted | PhaseFinished):
            return moments[moments.index(searching) - 1].now
        return (searching or left[0]).now


def grants(recording: Recording) -> dict[CompetitionId, BudgetGranted]:
    """What each run of a sweep was granted, in the order in which the runs told what they had learned, or ended."""
    granted: dict[CompetitionId, BudgetGranted] = {}
    ended: dict[CompetitionId, None] = {}
    names = {run_id(recording.started.sweep, competition.id): competition.id for competition in recording.started.competitions}
    for event in _working(recording):
        match event:
            case BudgetGranted():
                granted[names[event.run]] = event
            case LearningsDistilled() | RunFinished():
                ended[recording.competition(event)] = None
    return {name: granted[name] for name in (*ended, *(name for name in granted if name not in ended)) if name in granted}


def _working(recording: Recording) -> Iterator[Event]:
    """The events with their times as if nobody had ever paused: what a lease was moved by is taken out of what came after."""
    idle_ns = 0
    for recorded in recording.events:
        event = recorded.event
        if isinstance(event, SweepResumed):
            idle_ns += int(event.idle_s * _NS)
        if isinstance(event, BudgetGranted) and event.lease.deadline is not None:
            event = msgspec.structs.replace(event, lease=msgspec.structs.replace(event.lease, deadline=Time(event.lease.deadline - idle_ns)))
        yield msgspec.structs.replace(event, now=Time(event.now - idle_ns)) if isinstance(event, BudgetGranted | Dated) else event


def _is_search(event: RunEvent) -> bool:
    match event:
        case StepChosen() | PhaseStarted() | PhaseFinished():
            return True
        case ExecutionStarted() | TrialReused():
            return event.stage in (Stage.SAMPLE, Stage.FOLD)
        case _:
            return False


def _happened(event: Dated, tree: SearchTree) -> bool:
    match event:
        case PhaseStarted():
            return len(tree.phases) >= event.phase
        case PhaseFinished():
            return any(phase.number == event.phase and phase.finished is not None for phase in tree.phases)
        case StepChosen():
            return len(tree.trials) >= event.iteration
        case ExecutionStarted() | TrialReused():
            return len(tree.trials) >= event.iteration and (event.stage, event.fold) in tree.trial(event.iteration).results
        case _:  # what happens once in a run
            return any(type(one) is type(event) for one in (tree.started, tree.split, tree.ensemble, tree.submitted, tree.distilled, tree.finished))
