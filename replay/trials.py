"""Verdicts of trials by other constants: run by run, until the first that changes."""

from collections.abc import Iterable, Iterator, Mapping

import msgspec

from haste.events.event import Event, Recorded
from haste.events.run import ProposalAccepted, ProposalRejected
from haste.events.sweep import SweepStarted
from haste.ports import EventLog
from haste.thresholds import Thresholds
from haste.vocabulary.competition import Competition
from haste.vocabulary.ids import CompetitionId, Iteration, Position, RunId, run_id
from replay.outcomes import Need
from replay.verdicts import Verdict, verdicts

_SIGNS = {0: "no effect believed", 1: "believed to help", -1: "believed to harm"}


class Retried(msgspec.Struct, frozen=True, kw_only=True):
    """One trial's verdict, and what it would be."""

    recorded: Recorded
    run: RunId
    competition: CompetitionId
    iteration: Iteration
    was: str
    would_be: str
    why: str = ""
    needs: Need | None = None


class Trials(msgspec.Struct, frozen=True, kw_only=True):
    """All verdicts of a sweep."""

    every: tuple[Retried, ...]
    unlike: int  # verdicts that cannot be made again by the recorded constants: they stand as they are
    instead: Mapping[Position, tuple[Event, ...]]  # verdicts that differ from the recorded ones, if only in a figure

    @property
    def unknown(self) -> frozenset[tuple[RunId, Iteration]]:
        """Trials that might not have been made, or of which too little was executed."""
        return frozenset((one.run, one.iteration) for one in self.every if one.needs is not None)

    @property
    def runs(self) -> frozenset[RunId]:
        """Runs that would have gone on otherwise, from some trial on."""
        return frozenset(one.run for one in self.every if one.needs is not None or one.was.partition(";")[0] != one.would_be.partition(";")[0])


def retried(log: EventLog, started: SweepStarted, recorded: Thresholds, rules: Thresholds) -> Trials:
    """Judge all trials of a sweep by other constants.

    Args:
        log: Where its events are.
        started: The start of the sweep.
        recorded: By which they were judged.
        rules: To judge by.
    """
    every: list[Retried] = []
    instead: dict[Position, tuple[Event, ...]] = {}
    unlike = 0
    for competition in started.competitions:
        run, direction = run_id(started.sweep, competition.id), competition.metric.direction
        pairs = list(verdicts(log, run, direction, recorded))
        like = [event is not None and _told(event) == _told(one.event) for one, event in pairs]
        unlike += like.count(False)
        supposed = [event if same else one.event for same, (one, event) in zip(like, verdicts(log, run, direction, rules), strict=True)]
        for one, event in _of_run(competition, run, zip((one for one, _ in pairs), supposed, strict=True)):
            every.append(one)
            if event is not None and event != one.recorded.event:
                instead[one.recorded.position] = (event,)
    return Trials(every=tuple(every), unlike=unlike, instead=instead)


def _of_run(competition: Competition, run: RunId, pairs: Iterable[tuple[Recorded, Event | None]]) -> Iterator[tuple[Retried, Event | None]]:
    """The verdicts of a run in order, each with the event that would stand there; None where that is not known."""
    moved = False
    for recorded, event in pairs:
        was = recorded.event
        assert isinstance(was, Verdict)
        one = Retried(recorded=recorded, run=run, competition=competition.id, iteration=was.iteration, was=_told(was), would_be=str(Need.TRIALS))
        change = msgspec.structs.replace
        if moved:
            yield change(one, why="an earlier verdict of this run would change", needs=Need.TRIALS), None
        elif not isinstance(event, Verdict):
            moved = True
            yield change(one, why="it would be looked at after folds that were not executed", needs=Need.TRIALS), None
        else:
            moved = _moves(was) != _moves(event)
            yield change(one, would_be=_told(event), why=_why(event)), event


def _moves(event: Event) -> str:
    assert isinstance(event, Verdict)
    return "accepted" if isinstance(event, ProposalAccepted) else f"rejected ({event.reason})"


def _told(event: Event) -> str:
    assert isinstance(event, Verdict)
    return _moves(event) + (f"; {_SIGNS[event.credit.significant]}" if event.credit else "")


def _why(event: Verdict) -> str:
    """The figures that the rule looked at."""
    if event.lift is None:
        return "its mean lies clearly below 0 at an early look" if isinstance(event, ProposalRejected) else ""
    return f"lift {event.lift.mean:+.4g} ± {event.lift.se:.2g}"
