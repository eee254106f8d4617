"""From logs to trials: what each proposal with a technique as its cause came to, and what it cost."""

from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec

from haste.events import rows
from haste.events.codec import Narrow
from haste.events.event import Event
from haste.events.run import ExecutionFinished, ProposalAccepted, ProposalMade, ProposalRejected, RunStarted
from haste.events.sweep import SweepStarted
from haste.ports import EventLog
from haste.projections.paging import pairs
from haste.vocabulary.ids import CompetitionId, Iteration, Position, RunId
from haste.vocabulary.scales import Stage
from haste.vocabulary.skill import Judged, is_technique
from haste.wiring import closing_log

_KEPT = ".jsonl"
_DEGREES_MAX = 1e9
_PAGE = 2000
_read = Narrow(SweepStarted, RunStarted, ProposalMade, ExecutionFinished, ProposalAccepted, ProposalRejected)
_SEARCH = (Stage.SAMPLE, Stage.FOLD)


class Attempt(msgspec.Struct, frozen=True, kw_only=True):
    """One judged proposal that a technique caused."""

    technique: str
    domain: str
    competition: CompetitionId
    run: RunId
    iteration: Iteration
    accepted: bool
    judged: Judged | None  # None where it said nothing about its cause: a crash, a parent no better than a constant
    seconds: float  # wall clock of its executions until it was judged


class _Reader:
    """Follows one log from its first event."""

    def __init__(self) -> None:
        self.domains: dict[CompetitionId, str] = {}
        self.competitions: dict[RunId, CompetitionId] = {}
        self.causes: dict[tuple[RunId, Iteration], str] = {}
        self.seconds: dict[tuple[RunId, Iteration], float] = {}

    def read(self, event: Event) -> Attempt | None:
        match event:
            case SweepStarted():
                self.domains |= {one.id: one.domain for one in event.competitions}
            case RunStarted():
                self.competitions[event.run] = event.competition
            case ProposalMade(proposal=proposal) if proposal.cause is not None and is_technique(proposal.cause):
                self.causes[event.run, event.iteration] = proposal.cause
            case ExecutionFinished() if event.stage in _SEARCH:
                key = (event.run, event.iteration)
                self.seconds[key] = self.seconds.get(key, 0.0) + event.result.wall_s
            case ProposalAccepted() | ProposalRejected() if (event.run, event.iteration) in self.causes:
                return self._attempt(event)
        return None

    def _attempt(self, event: ProposalAccepted | ProposalRejected) -> Attempt:
        key = (event.run, event.iteration)
        competition = self.competitions[event.run]
        technique, domain = self.causes.pop(key), self.domains[competition]
        judged = None
        if event.credit is not None:
            judged = Judged(
                technique=technique, domain=domain, competition=competition, run=event.run, iteration=event.iteration, credit=event.credit
            )
        return Attempt(
            technique=technique,
            domain=domain,
            competition=competition,
            run=event.run,
            iteration=event.iteration,
            accepted=isinstance(event, ProposalAccepted),
            judged=judged,
            seconds=self.seconds.get(key, 0.0),
        )


def attempts_of(homes: Iterable[Path]) -> list[Attempt]:
    """All that were judged in the logs of these homes; a log may be named itself, and a file of kept ones."""
    found: list[Attempt] = []
    for home in homes:
        if home.suffix == _KEPT:
            found += msgspec.json.Decoder(Attempt).decode_lines(home.read_bytes())
            continue
        with closing_log(f"sqlite:{home / 'log.sqlite' if home.is_dir() else home}", read_only=True) as log:
            found += attempts(log)
    return found


def kept(found: Iterable[Attempt]) -> bytes:
    """Trials as JSON, one a line; endless degrees of freedom become a billion, since JSON has no infinity."""
    return msgspec.json.Encoder().encode_lines(map(_finite, found))


def _finite(one: Attempt) -> Attempt:
    if one.judged is None:
        return one
    credit = msgspec.structs.replace(one.judged.credit, df=min(one.judged.credit.df, _DEGREES_MAX))
    return msgspec.structs.replace(one, judged=msgspec.structs.replace(one.judged, credit=credit))


def attempts(log: EventLog) -> Iterator[Attempt]:
    """All that were judged, in their order."""
    reader, read_to, end = _Reader(), Position(0), log.head().position
    while read_to < end:
        page = pairs(log, after=read_to, limit=_PAGE)
        read_to = rows.envelopes(page, where="the log")[-1].position
        for event in _read.decode(rows.packed([data for _, data in page])):
            found = reader.read(event) if event is not None else None
            if found:
                yield found
