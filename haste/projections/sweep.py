"""Where one sweep stands: what was asked for, who drives it, which rounds and runs it has, what each was granted."""

import msgspec

from haste.events.event import Event
from haste.events.run import RunEvent, RunFinished, RunGraded, RunStarted, SubmissionChosen
from haste.events.sweep import (
    AuthorConsulted,
    BudgetGranted,
    RoundFinished,
    RoundStarted,
    SandboxProbed,
    SweepFinished,
    SweepResumed,
    SweepStarted,
)
from haste.ports import EventLog
from haste.projections import ledger
from haste.projections.following import Follower
from haste.projections.ledger import Ledger
from haste.vocabulary.budget import Lease
from haste.vocabulary.competition import Competition
from haste.vocabulary.ids import CompetitionId, RunId, SweepId, Time, run_id, run_stream, sweep_stream
from haste.vocabulary.scales import Status

_NS = 1_000_000_000


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """One run as its sweep sees it."""

    run: RunId
    competition: CompetitionId
    started: Time
    idle_s: float = 0.0  # time between drivers while it was under way
    lease: Lease | None = None
    spent: Ledger = Ledger()
    submitted: SubmissionChosen | None = None
    finished: RunFinished | None = None
    graded: RunGraded | None = None

    @property
    def valid(self) -> bool:
        """Whether it wrote a valid submission."""
        return self.finished is not None and self.finished.status is Status.SUCCEEDED


class Sweep(msgspec.Struct, frozen=True, kw_only=True):
    """State of one sweep, empty before its SweepStarted."""

    started: SweepStarted | None = None
    epoch: int = 0
    idle_s: float = 0.0  # time between drivers, over all resumes
    walls: SandboxProbed | None = None
    rounds: tuple[RoundStarted, ...] = ()
    rounds_finished: int = 0
    runs: tuple[Standing, ...] = ()
    between: Ledger = Ledger()  # what was asked between rounds
    finished: SweepFinished | None = None

    def competition(self, name: CompetitionId) -> Competition:
        """The competition of that id.

        Raises:
            KeyError: The sweep has none, which no caller can meet that took the id from this sweep.
        """
        for competition in self.started.competitions if self.started else ():
            if competition.id == name:
                return competition
        raise KeyError(name)

    def standing(self, run: RunId) -> Standing:
        """The run of that id.

        Raises:
            KeyError: The sweep has not started it.
        """
        for standing in self.runs:
            if standing.run == run:
                return standing
        raise KeyError(run)


def follow(log: EventLog, sweep: SweepId) -> Follower[Sweep]:
    """A follower of a sweep and of all runs that it can have, caught up to the head."""
    alone = Follower(log, (sweep_stream(sweep),), Sweep(), evolve)
    alone.catch_up()
    started = alone.state.started
    runs = (run_stream(run_id(sweep, competition.id)) for competition in (started.competitions if started else ()))
    follower = Follower(log, (sweep_stream(sweep), *runs), Sweep(), evolve)  # anew: a lease is folded after the start of its run
    follower.catch_up()
    return follower


def evolve(sweep: Sweep, event: Event) -> Sweep:
    """Apply one event of the sweep's stream or of one of its runs' streams. Others leave it as it is."""
    change = msgspec.structs.replace
    match event:
        case SweepStarted():
            return change(sweep, started=event, epoch=1)
        case SweepResumed():
            return _resumed(sweep, event)
        case SandboxProbed():
            return change(sweep, walls=event)
        case RoundStarted():
            return change(sweep, rounds=(*sweep.rounds, event))
        case RoundFinished():
            return change(sweep, rounds_finished=event.round)
        case SweepFinished():
            return change(sweep, finished=event)
        case RunStarted():
            standing = Standing(run=event.run, competition=event.competition, started=event.now)
            return change(sweep, runs=(*sweep.runs, standing))
        case BudgetGranted():
            return _with(sweep, event.run, lease=event.lease)
        case SubmissionChosen():
            return _with(sweep, event.run, submitted=event)
        case RunFinished():
            return _with(sweep, event.run, finished=event)
        case RunGraded():
            return _with(sweep, event.run, graded=event)
        case AuthorConsulted():
            return change(sweep, between=ledger.evolve(sweep.between, event))
        case RunEvent():
            return _charged(sweep, event)
        case _:
            return sweep


def _charged(sweep: Sweep, event: RunEvent) -> Sweep:
    standing = next((standing for standing in sweep.runs if standing.run == event.run), None)
    if standing is None or (spent := ledger.evolve(standing.spent, event)) is standing.spent:
        return sweep
    return _with(sweep, event.run, spent=spent)


def _with(sweep: Sweep, run: RunId, **changes: object) -> Sweep:
    runs = tuple(msgspec.structs.replace(standing, **changes) if standing.run == run else standing for standing in sweep.runs)
    return msgspec.structs.replace(sweep, runs=runs)


def _resumed(sweep: Sweep, event: SweepResumed) -> Sweep:
    """Nobody worked between the drivers: deadlines of unfinished runs move on by as much."""
    runs = tuple(_postponed(standing, event.idle_s) for standing in sweep.runs)
    return msgspec.structs.replace(sweep, epoch=event.epoch, idle_s=sweep.idle_s + event.idle_s, runs=runs)


def _postponed(standing: Standing, idle_s: float) -> Standing:
    if standing.finished:
        return standing
    lease = standing.lease
    if lease is not None and lease.deadline is not None:
        lease = msgspec.structs.replace(lease, deadline=Time(lease.deadline + int(idle_s * _NS)))
    return msgspec.structs.replace(standing, lease=lease, idle_s=standing.idle_s + idle_s)
