"""What runs say about techniques, gathered by group and by competition."""

import msgspec

from haste.events.event import Event
from haste.events.run import ProposalMade
from haste.projections import evidence as evidences
from haste.projections.evidence import Evidence, by_competition
from haste.vocabulary.features import features
from haste.vocabulary.ids import BlobId, CompetitionId, RunId
from haste.vocabulary.judgement import Credit
from haste.vocabulary.skill import Group
from tests.builders import accepted, competition, draft, judged, made, profile, profiled, rejected, run_started, sweep_started

STARTED = (sweep_started(competition("a"), competition("b"), competition("t", "text")), run_started("a"), run_started("b"), run_started("t"))
ONE_HOT = Group(technique="one-hot", domain="tabular")


def evidence_of(*events: Event) -> Evidence:
    evidence = Evidence()
    for event in (*STARTED, *events):
        evidence = evidences.evolve(evidence, event)
    return evidence


def without_cause(event: ProposalMade) -> ProposalMade:
    return msgspec.structs.replace(event, proposal=msgspec.structs.replace(event.proposal, cause=None))


def test_a_credited_trial_says_something_about_its_cause_whether_it_was_accepted_or_not() -> None:
    gained, lost = evidence_of(*judged("a", "one-hot", 0.4), *judged("b", "linear", -0.3, 0.2)).judged

    assert (gained.technique, gained.domain, gained.competition, gained.run, gained.iteration) == ("one-hot", "tabular", "a", "s.a", 2)
    assert gained.credit == Credit(effect=0.4, se=0.01, significant=1)
    assert (lost.technique, lost.competition, lost.credit.effect, lost.credit.se) == ("linear", "b", -0.3, 0.2)


def test_a_trial_without_credit_says_nothing() -> None:
    evidence = evidence_of(run_started(), made(1, draft()), accepted(1), made(2, draft()), rejected(2))

    assert (evidence.judged, evidence.causes) == ((), {})


def test_a_verdict_about_a_proposal_without_a_cause_says_nothing() -> None:
    proposal, verdict = judged("a", "one-hot", 0.4)
    assert isinstance(proposal, ProposalMade)

    assert evidence_of(without_cause(proposal), verdict).judged == ()


def test_a_cause_waits_for_its_own_verdict() -> None:
    first, second = judged("a", "one-hot", 0.4), judged("a", "linear", 0.2, iteration=3)

    evidence = evidence_of(first[0], second[0], second[1])

    assert [one.technique for one in evidence.judged] == ["linear"]
    assert evidence.causes == {(RunId("s.a"), 2): "one-hot"}
    assert [one.technique for one in evidences.evolve(evidence, first[1]).judged] == ["linear", "one-hot"]


def test_a_group_of_a_domain_has_its_evidence_and_the_group_over_all_domains_has_everybodys() -> None:
    evidence = evidence_of(*judged("a", "one-hot", 0.4), *judged("t", "one-hot", 0.2), *judged("a", "linear", 0.1, iteration=3))

    assert [one.competition for one in evidence.of(ONE_HOT)] == ["a"]
    assert [one.competition for one in evidence.of(Group(technique="one-hot", domain=None))] == ["a", "t"]


def test_groups_are_the_techniques_with_evidence_by_name() -> None:
    evidence = evidence_of(*judged("t", "word-tfidf", 0.1), *judged("a", "one-hot", 0.4), *judged("a", "linear", 0.1, iteration=3))

    assert [group.technique for group in evidence.groups("tabular")] == ["linear", "one-hot"]
    assert evidence.groups("text") == (Group(technique="word-tfidf", domain="text"),)
    assert [(group.technique, group.domain) for group in evidence.groups(None)] == [("linear", None), ("one-hot", None), ("word-tfidf", None)]
    assert evidence.groups("image") == ()


def test_judgements_are_gathered_by_competition_in_one_order_however_they_came() -> None:
    found = evidence_of(*judged("b", "one-hot", 0.1), *judged("a", "one-hot", 0.3, iteration=4), *judged("a", "one-hot", 0.2)).judged

    gathered = by_competition(found)

    assert gathered == by_competition(reversed(found))
    assert [(name, [one.iteration for one in ones]) for name, ones in gathered.items()] == [("a", [2, 4]), ("b", [2])]


def test_the_numbers_of_each_profile_and_its_description_are_kept() -> None:
    evidence = evidence_of(profiled(profile(rows=1000), name="a", description="text"))

    assert evidence.features == {CompetitionId("a"): features(profile(rows=1000))}
    assert evidence.descriptions == {CompetitionId("a"): BlobId("text")}


def test_events_of_other_kinds_leave_the_evidence_as_it_is() -> None:
    evidence = evidence_of()

    assert evidences.evolve(evidence, without_cause(made(1, draft()))) is evidence
