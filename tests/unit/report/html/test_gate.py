"""What the gate decided, with the evidence that it saw."""

import msgspec

from haste.events.event import Event
from haste.events.skill import SkillAbstracted, SkillConflicted, SkillMerged, SkillProven, SkillRetired
from haste.events.sweep import PromotionRefused
from haste.projections import sweep as sweeps
from haste.projections.following import correlated
from haste.projections.memory import MemoryFollower
from haste.report.html.gate import GateDecision, gate_decisions
from haste.vocabulary.ids import CompetitionId, Position, SkillId
from haste.vocabulary.scales import Comparison, SkillState, Tier, Verdict
from haste.vocabulary.skill import Condition, Group
from tests.builders import NOW, RULES, SWEEP, abstracted, competition, effect_of, judged, learned, log_of, profiled, run_started, skill, sweep_started

BEGUN = (sweep_started(competition("leaf"), competition("moss")), run_started("leaf"), run_started("moss"))
WIDE = skill("b", Tier.DOMAIN, sources=("a",))


def decisions(*events: Event) -> tuple[GateDecision, ...]:
    log = log_of(*events)
    follower = MemoryFollower(log, only=SWEEP)
    follower.catch_up()
    own = correlated(log, SWEEP, to=follower.read_to)
    return gate_decisions(log, SWEEP, sweeps.follow(log, SWEEP).state, own, follower.state)


def refused(because: str, technique: str = "one-hot", read_to: int = 0) -> PromotionRefused:
    return PromotionRefused(
        sweep=SWEEP, group=Group(technique=technique, domain="tabular"), to=Tier.DOMAIN, verdict=Verdict.SKIP, because=because,
        effect=None, read_to=Position(read_to), rule=RULES.version, now=NOW,
    )  # fmt: skip


def promoted(read_to: int) -> SkillAbstracted:
    return msgspec.structs.replace(abstracted(WIDE, supporting=("leaf",)), read_to=Position(read_to))


def test_a_promotion_names_the_competitions_for_it_as_of_where_it_read_the_log() -> None:
    events = (*BEGUN, learned(skill("a")), *judged("leaf", "one-hot", 0.4))

    (found,) = decisions(*events, *judged("moss", "one-hot", 0.4), promoted(read_to=len(events)))

    assert (found.what, found.skill, found.to, found.verdict) == ("promoted", "b", Tier.DOMAIN, "domain, probation")
    assert (found.supporting, found.contradicting, found.sources) == (("leaf",), (), ("a",))
    assert "significant in 1 competition" in found.because
    assert (found.read_to, found.position) == (len(events), len(events) + 3)


def test_competitions_against_a_group_are_named_too() -> None:
    events = (*BEGUN, *judged("leaf", "one-hot", 0.4), *judged("moss", "one-hot", -0.3))

    (found,) = decisions(*events, refused("the opposite in 1", read_to=len(events)))

    assert (found.what, found.supporting, found.contradicting) == ("refused", ("leaf",), ("moss",))
    assert (found.because, found.skill, found.title) == ("the opposite in 1", None, "")


def test_of_a_group_that_was_refused_again_and_again_the_last_time_is_told() -> None:
    found = decisions(*BEGUN, refused("first"), refused("other", "rank"), refused("second"))

    assert [one.because for one in found] == ["other", "second"]


def test_a_refusal_that_a_promotion_overtook_is_not_told() -> None:
    assert [one.what for one in decisions(*BEGUN, refused("not yet"), promoted(read_to=4))] == ["promoted"]


def test_what_became_of_a_skill_later_is_told_in_the_logs_order() -> None:
    proven = SkillProven(skill=SkillId("b"), effect=effect_of(0.4), read_to=Position(4), rule=RULES.version, now=NOW)
    retired = SkillRetired(skill=SkillId("b"), because="stale", by="Ada", effect=None, read_to=Position(2), rule="person", now=NOW)

    found = decisions(*BEGUN, promoted(read_to=3), proven, retired)

    assert [(one.what, one.verdict) for one in found] == [
        ("promoted", f"domain, {SkillState.PROBATION}"),
        ("proven", "proven"),
        ("retired", "retired"),
    ]
    assert (found[2].because, found[2].group.technique) == ("stale (by Ada)", "one-hot")


def test_a_conflict_and_a_merger_are_told_with_what_took_the_skills_place() -> None:
    settled = SkillConflicted(
        skill=SkillId("b"), because="helps here, harms there", effect=effect_of(0.1), supporting=(CompetitionId("leaf"),),
        contradicting=(CompetitionId("moss"),), settled_by=(SkillId("c"), SkillId("d")), asked=None, sweep=SWEEP,
        read_to=Position(4), rule=RULES.version, now=NOW,
    )  # fmt: skip
    open_still = msgspec.structs.replace(settled, settled_by=())
    merged = SkillMerged(skill=SkillId("b"), into=SkillId("z"), because="the same", sweep=SWEEP, read_to=Position(4), rule=RULES.version, now=NOW)

    _, first, second, third = decisions(*BEGUN, promoted(read_to=3), settled, open_still, merged)

    assert (first.what, first.verdict, first.supporting, first.contradicting) == ("conflicted", "settled by c, d", ("leaf",), ("moss",))
    assert (second.verdict, second.because) == ("not settled", "helps here, harms there")
    assert (third.what, third.verdict, third.because, third.effect) == ("merged", "goes on as z", "the same", None)


def test_a_conditioned_skill_is_judged_where_its_conditions_hold() -> None:
    small = (Condition(field="rows_log10", comparison=Comparison.BELOW, value=1.0),)
    events = (*BEGUN, profiled(name="leaf"), *judged("leaf", "one-hot", 0.4))
    conditioned = msgspec.structs.replace(promoted(len(events)), value=msgspec.structs.replace(WIDE, conditions=small))

    (found,) = decisions(*events, conditioned)

    assert found.because == "nothing was judged yet"


def test_a_change_of_a_skill_that_the_sweep_does_not_know_is_passed_by() -> None:
    assert decisions(*BEGUN, SkillProven(skill=SkillId("z"), effect=effect_of(0.4), read_to=Position(1), rule=RULES.version, now=NOW)) == ()
