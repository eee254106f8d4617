"""A sweep as its log recorded it: what is played back when the sweep is run again, and the first place where the two differ."""

from collections.abc import Iterator

import msgspec

from haste.errors import SweepNotFoundError
from haste.events.codec import typed
from haste.events.event import Event, Recorded
from haste.events.run import (
    BriefPrepared,
    EnsembleJudged,
    ExecutionFinished,
    ProposalAccepted,
    ProposalMade,
    ProposalRejected,
    RunEvent,
    RunFinished,
    StepChosen,
    SubmissionChosen,
    TrialReused,
)
from haste.events.sweep import SweepStarted
from haste.ports import EventLog
from haste.vocabulary.ids import CompetitionId, Iteration, Position, SweepId, run_id, run_stream, sweep_stream
from haste.vocabulary.judgement import told
from haste.vocabulary.scales import Stage

_PAGE = 2000
_NOTHING = "nothing"


class Recording(msgspec.Struct, frozen=True, kw_only=True):
    """One sweep with all of its runs. Its skills lie in streams of their own, and follow from what stands here."""

    log: str  # as a person names it
    started: SweepStarted
    position: Position  # of that event
    events: tuple[Recorded, ...]  # of the sweep's stream and of its runs' streams, by position

    @property
    def end(self) -> Position:
        """The last position."""
        return self.events[-1].position

    def competition(self, event: RunEvent) -> CompetitionId:
        """What the run of an event competes on."""
        return CompetitionId(event.run.removeprefix(f"{self.started.sweep}."))


class Difference(msgspec.Struct, frozen=True, kw_only=True):
    """The first place where a sweep was played to something else than was recorded."""

    position: Position  # of the recorded event
    where: str
    expected: str
    found: str


def execution_place(competition: CompetitionId, iteration: Iteration, stage: Stage, fold: int) -> str:
    """Which execution of a sweep, in words: equal for the recorded one and the one that is played."""
    return f"{competition}, trial {iteration}, {stage} {fold}"


def ensemble_words(event: EnsembleJudged) -> str:
    """What became of an ensemble: equal for the recorded one and the one that is played."""
    return f"{event.blend} of {told(event.members)}: {'kept' if event.accepted else f'not kept, {event.reason}'}"


def recording(log: EventLog, sweep: SweepId | None, *, where: str) -> Recording:
    """What a log recorded of a sweep, by default of the newest one.

    Args:
        log: Where its events are.
        sweep: Its id; None for the one that was started last.
        where: How a person names the log.

    Raises:
        SweepNotFoundError: The log has no such sweep.
    """
    name = sweep or _newest(log)
    first = typed(log.read(sweep_stream(name))) if name else ()
    if not first or not isinstance(started := first[0].event, SweepStarted):
        expected = f"a log with sweep {sweep} in it" if sweep else "a log with a sweep in it"
        raise SweepNotFoundError(expected=expected, found="none", where=where, next_step="Name another log; `haste sweeps` lists what a log holds.")
    runs = (run_stream(run_id(started.sweep, competition.id)) for competition in started.competitions)
    events = [*first, *(recorded for stream in runs for recorded in typed(log.read(stream)))]
    events.sort(key=lambda recorded: recorded.position)
    return Recording(log=where, started=started, position=first[0].position, events=tuple(events))


def first_difference(recorded: Recording, played: Recording) -> Difference | None:
    """The first recorded fact that came out otherwise, or that nothing came of; then one that was not recorded. Times and attempts may differ."""
    facts, found = dict(_facts(recorded)), dict(_facts(played))
    for where, (position, expected) in facts.items():
        _, there = found.get(where, (Position(0), _NOTHING))
        if there != expected:
            return Difference(position=position, where=where, expected=expected, found=there)
    more = next(((where, there) for where, (_, there) in found.items() if where not in facts), None)
    return Difference(position=recorded.end, where=more[0], expected=_NOTHING, found=more[1]) if more else None


def _newest(log: EventLog) -> SweepId | None:
    """The sweep whose start comes last in a log."""
    after, newest = Position(0), None
    while page := log.tail(after=after, limit=_PAGE):
        after = page[-1].position
        firsts = typed(stored for stored in page if stored.stream.startswith(sweep_stream(SweepId(""))) and stored.version == 1)
        newest = next((one.event.sweep for one in reversed(firsts) if isinstance(one.event, SweepStarted)), newest)
    return newest


def _facts(recording: Recording) -> Iterator[tuple[str, tuple[Position, str]]]:
    """What has to come out the same, each with its place and position, by position. A result counts once, whichever attempt brought it."""
    known: set[str] = set()
    for recorded in recording.events:
        event = recorded.event
        if isinstance(event, RunEvent) and (fact := _fact(event, recording.competition(event))) is not None and fact[0] not in known:
            known.add(fact[0])
            yield fact[0], (recorded.position, fact[1])


def _fact(event: Event, competition: CompetitionId) -> tuple[str, str] | None:
    match event:
        case StepChosen():
            return f"{competition}, step {event.iteration}", f"{event.step.operator} of {event.step.parent}"
        case BriefPrepared():
            return f"{competition}, skills of brief {event.iteration}", ", ".join(event.skills) or "none"
        case ProposalMade():
            return f"{competition}, proposal {event.iteration}", f"solution {event.proposal.solution.code}"
        case ExecutionFinished() | TrialReused():
            place = execution_place(competition, event.iteration, event.stage, event.fold)
            return place, f"{event.result.status}, score {event.result.score!r}"
        case ProposalAccepted():
            return f"{competition}, verdict {event.iteration}", "accepted"
        case ProposalRejected():
            return f"{competition}, verdict {event.iteration}", f"rejected, {event.reason}"
        case EnsembleJudged():
            return f"{competition}, ensemble", ensemble_words(event)
        case SubmissionChosen(members=()):
            return f"{competition}, submission", f"solution {event.solution} of trial {event.iteration}"
        case SubmissionChosen():
            return f"{competition}, submission", f"ensemble of {told(event.members)}"
        case RunFinished():
            return f"{competition}, end", str(event.status)
        case _:
            return None
