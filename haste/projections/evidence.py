"""What all runs of the log say about each technique: one judgement a credited trial, gathered by domain and competition."""

from collections.abc import Iterable

import msgspec

from haste.events.event import Event
from haste.events.run import CompetitionProfiled, ProposalAccepted, ProposalMade, ProposalRejected, RunStarted
from haste.events.sweep import SweepStarted
from haste.vocabulary.features import features
from haste.vocabulary.ids import BlobId, CompetitionId, Iteration, RunId
from haste.vocabulary.judgement import Credit
from haste.vocabulary.skill import Group


class Judged(msgspec.Struct, frozen=True, kw_only=True):
    """One credited trial."""

    technique: str
    domain: str
    competition: CompetitionId
    run: RunId
    iteration: Iteration
    credit: Credit


class Evidence(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that was judged, and what it takes to understand the next judgement."""

    domains: dict[CompetitionId, str] = {}
    features: dict[CompetitionId, dict[str, float]] = {}  # numbers of its profile
    competitions: dict[RunId, CompetitionId] = {}
    descriptions: dict[CompetitionId, BlobId] = {}  # text of its description
    causes: dict[tuple[RunId, Iteration], str] = {}  # of proposals that are not judged yet
    judged: tuple[Judged, ...] = ()

    def of(self, group: Group) -> tuple[Judged, ...]:
        """All judgements of a group."""
        return tuple(one for one in self.judged if one.technique == group.technique and group.domain in (None, one.domain))

    def groups(self, domain: str | None) -> tuple[Group, ...]:
        """All groups of a domain that have any evidence, by technique; those over all domains where None."""
        techniques = {one.technique for one in self.judged if domain in (None, one.domain)}
        return tuple(Group(technique=technique, domain=domain) for technique in sorted(techniques))


def by_competition(judged: Iterable[Judged]) -> dict[CompetitionId, tuple[Judged, ...]]:
    """Judgements gathered by competition, competitions by name."""
    gathered: dict[CompetitionId, tuple[Judged, ...]] = {}
    for one in sorted(judged, key=lambda one: (one.competition, one.run, one.iteration)):
        gathered[one.competition] = (*gathered.get(one.competition, ()), one)
    return gathered


def evolve(evidence: Evidence, event: Event) -> Evidence:
    """Apply one event of any stream. Events of other kinds leave the evidence as it is."""
    change = msgspec.structs.replace
    match event:
        case SweepStarted():
            return change(evidence, domains=evidence.domains | {one.id: one.domain for one in event.competitions})
        case RunStarted():
            return change(evidence, competitions=evidence.competitions | {event.run: event.competition})
        case CompetitionProfiled():
            competition = evidence.competitions[event.run]
            return change(
                evidence,
                features=evidence.features | {competition: features(event.profile)},
                descriptions=evidence.descriptions | {competition: event.description},
            )
        case ProposalMade(proposal=proposal) if proposal.cause is not None:
            return change(evidence, causes=evidence.causes | {(event.run, event.iteration): proposal.cause})
        case ProposalAccepted() | ProposalRejected():
            return _judge(evidence, event)
        case _:
            return evidence


def _judge(evidence: Evidence, event: ProposalAccepted | ProposalRejected) -> Evidence:
    place = (event.run, event.iteration)
    technique = evidence.causes.get(place)
    if technique is None:
        return evidence
    causes = {other: cause for other, cause in evidence.causes.items() if other != place}
    if event.credit is None:
        return msgspec.structs.replace(evidence, causes=causes)
    competition = evidence.competitions[event.run]
    judged = Judged(
        technique=technique,
        domain=evidence.domains[competition],
        competition=competition,
        run=event.run,
        iteration=event.iteration,
        credit=event.credit,
    )
    return msgspec.structs.replace(evidence, causes=causes, judged=(*evidence.judged, judged))
