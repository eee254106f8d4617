"""What all runs of the log say about each technique: one judgement a credited trial, gathered by domain and competition."""

from collections.abc import Iterable, Sequence

import msgspec

from haste.events.event import Event
from haste.events.run import CompetitionProfiled, ProposalAccepted, ProposalMade, ProposalRejected, RunStarted
from haste.events.skill import SkillImported
from haste.events.sweep import EvidenceImported, SweepStarted, TechniqueReconciled
from haste.projections.lazily import with_value
from haste.projections.skill_tiers import renamed
from haste.vocabulary.features import all_hold, features
from haste.vocabulary.ids import BlobId, CompetitionId, Iteration, RunId
from haste.vocabulary.skill import Conditions, Group, Judged, KnownCompetition, is_technique


class Evidence(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that was judged, and what it takes to understand the next judgement."""

    domains: dict[CompetitionId, str] = {}
    features: dict[CompetitionId, dict[str, float]] = {}  # numbers of its profile
    competitions: dict[RunId, CompetitionId] = {}
    descriptions: dict[CompetitionId, BlobId] = {}  # text of its description
    rows: dict[CompetitionId, BlobId] = {}  # the first of train.csv, where authors were shown them
    causes: dict[tuple[RunId, Iteration], str] = {}  # of proposals that are not judged yet
    reconciled: dict[str, str] = {}  # techniques that an author named anew -> the one that each is
    gathered: dict[str, Sequence[Judged]] = {}  # judgements by technique, as it is called now

    @property
    def judged(self) -> tuple[Judged, ...]:
        """All judgements, technique by technique."""
        return tuple(one for ones in self.gathered.values() for one in ones)

    def called(self, technique: str) -> str:
        """What a technique is called now that it may have been reconciled."""
        return self.reconciled.get(technique, technique)

    def of(self, group: Group, conditions: Conditions = ()) -> tuple[Judged, ...]:
        """The judgements of a group, from competitions where all conditions hold."""
        judged = self.gathered.get(self.called(group.technique), ())
        found = tuple(one for one in judged if group.domain in (None, one.domain))
        return tuple(one for one in found if self.meets(one.competition, conditions)) if conditions else found

    def meets(self, competition: CompetitionId, conditions: Conditions) -> bool:
        """Whether all conditions hold for a competition's profile; of one without a profile none does."""
        return all_hold(conditions, self.features.get(competition, {}))

    def groups(self, domain: str | None) -> tuple[Group, ...]:
        """All groups of a domain that have any evidence, by technique; those over all domains where None."""
        techniques = (technique for technique, ones in self.gathered.items() if any(domain in (None, one.domain) for one in ones))
        return tuple(Group(technique=technique, domain=domain) for technique in sorted(techniques))

    def with_judged(self, one: Judged) -> "Evidence":
        """The same with one judgement more."""
        technique = self.called(one.technique)
        return msgspec.structs.replace(self, gathered=self.gathered | {technique: with_value(self.gathered.get(technique, ()), one)})


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
                rows=evidence.rows | ({competition: event.sample} if event.sample else {}),
            )
        case ProposalMade(proposal=proposal) if proposal.cause is not None and is_technique(proposal.cause):
            return change(evidence, causes=evidence.causes | {(event.run, event.iteration): proposal.cause})
        case ProposalAccepted() | ProposalRejected():
            return _judge(evidence, event)
        case SkillImported() | EvidenceImported():
            return _imported(evidence, event)
        case TechniqueReconciled():
            return _reconciled(evidence, event)
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
    return msgspec.structs.replace(evidence, causes=causes).with_judged(judged)


def _imported(evidence: Evidence, event: SkillImported | EvidenceImported) -> Evidence:
    """What another log knows. A judgement counts once, whatever brought it."""
    for competition in event.competitions:
        evidence = _with_competition(evidence, competition)
    for one in event.evidence:
        known = evidence.gathered.get(evidence.called(one.technique), ())
        if is_technique(one.technique) and all((other.run, other.iteration) != (one.run, one.iteration) for other in known):
            evidence = evidence.with_judged(one)
    return evidence


def _with_competition(evidence: Evidence, known: KnownCompetition) -> Evidence:
    if known.id in evidence.features:
        return evidence
    return msgspec.structs.replace(
        evidence,
        domains={known.id: known.domain} | evidence.domains,
        features=evidence.features | ({known.id: known.features} if known.features else {}),
        descriptions=({known.id: known.description} if known.description else {}) | evidence.descriptions,
        rows=({known.id: known.rows} if known.rows else {}) | evidence.rows,
    )


def _reconciled(evidence: Evidence, event: TechniqueReconciled) -> Evidence:
    known = evidence.called(event.known)
    gathered = {technique: ones for technique, ones in evidence.gathered.items() if technique not in (event.technique, known)}
    both = (*evidence.gathered.get(known, ()), *evidence.gathered.get(event.technique, ()))
    return msgspec.structs.replace(
        evidence,
        gathered=gathered | ({known: both} if both else {}),
        reconciled=renamed(evidence.reconciled, event),
    )
