"""Where a technique helps here and harms there: settled by a condition, or not at all."""

import pytest

from haste.decisions import consolidation
from haste.decisions.abstracting import Said
from haste.events.event import Event
from haste.events.skill import SkillAbstracted, SkillConflicted, SkillPinned, SkillProven, SkillRetired
from haste.events.sweep import PromotionRefused
from haste.projections.memory import Memory
from haste.vocabulary.brief import Separation
from haste.vocabulary.ids import Position, SkillId
from haste.vocabulary.scales import Comparison, Sign, SkillState, Tier, Verdict
from haste.vocabulary.skill import Condition, Group
from tests.builders import (
    NOW,
    RULES,
    abstracted,
    competition,
    judged,
    learned,
    memory_of,
    profile,
    profiled,
    run_started,
    skill,
    sweep_started,
)
from tests.unit.decisions.deciding import ASKED, READ_TO, asked, considered, folded, words_for

ROWS = {"k1": 10, "k2": 20, "k3": 30, "m1": 10_000, "m2": 20_000, "m3": 30_000}
DOMAIN, EVERYWHERE = Group(technique="one-hot", domain="tabular"), Group(technique="one-hot", domain=None)
GAIN, NOTHING, LOSS = 0.4, 0.002, -0.4
LARGE = Condition(field="rows_log10", comparison=Comparison.AT_LEAST, value=3.0)
SMALL = Condition(field="rows_log10", comparison=Comparison.BELOW, value=3.0)
BY_ROWS = Separation(condition=LARGE, text="It wants rows.")
SPLIT = {"k1": LOSS, "k2": LOSS, "m1": 0.5, "m2": 0.5}


def remembered(found: dict[str, float], *events: Event) -> Memory:
    started = sweep_started(*(competition(name) for name in ROWS))
    runs = [run_started(name) for name in ROWS]
    profiles = [profiled(profile(rows=rows), name=name) for name, rows in ROWS.items()]
    trials = [event for name, effect in found.items() for event in judged(name, "one-hot", effect)]
    return memory_of(started, *runs, *profiles, *trials, *events)


def settled() -> Memory:
    memory = remembered(SPLIT)
    return folded(memory, considered(memory, DOMAIN, BY_ROWS))


def test_a_condition_that_separates_makes_two_skills_each_judged_where_it_holds() -> None:
    skills = (learned(skill("good", of="m1")), learned(skill("bad", of="k1", sign=Sign.HARMS)))

    events = considered(remembered({**SPLIT, "m3": NOTHING}, *skills), DOMAIN, BY_ROWS)

    large, small = (event for event in events if isinstance(event, SkillAbstracted))
    assert len(events) == 2, "there was no skill before"
    assert (large.value.conditions, large.value.sign, large.supporting) == ((LARGE,), Sign.HELPS, ("m1", "m2"))
    assert (small.value.conditions, small.value.sign, small.supporting) == ((SMALL,), Sign.HARMS, ("k1", "k2"))
    assert (large.sources, small.sources, large.effect.competitions, small.effect.competitions) == (("good",), ("bad",), 3, 2)
    assert (large.settled, large.verdict, large.read_to) == (ASKED, Verdict.DOMAIN, READ_TO)
    assert large.skill != small.skill


def test_a_conditioned_skill_begins_on_probation_because_its_condition_was_fitted_to_its_evidence() -> None:
    made = [event for event in considered(remembered(SPLIT), DOMAIN, BY_ROWS) if isinstance(event, SkillAbstracted)]

    assert [event.state for event in made] == [SkillState.PROBATION] * 2


def test_a_conditioned_skill_is_proven_by_a_gain_where_its_condition_was_not_fitted() -> None:
    memory = settled()
    large, small = (entry.skill.id for entry in memory.tiers.live(Tier.DOMAIN))

    assert all(isinstance(event, PromotionRefused) for event in considered(memory, DOMAIN)), "nothing new was seen"
    first, second = considered(folded(memory, judged("m3", "one-hot", GAIN)), DOMAIN)

    assert isinstance(first, SkillProven)
    assert (first.skill, first.effect and first.effect.competitions) == (large, 3)
    assert isinstance(second, PromotionRefused)
    assert second.because == f"skill {small} (probation) says so already"


def test_the_skill_that_stood_there_is_retired_in_favour_of_the_two() -> None:
    known = abstracted(skill("known", Tier.DOMAIN), SkillState.PROVEN, supporting=("m1",))
    memory = remembered(SPLIT, known)

    large, small, conflicted = events = considered(memory, DOMAIN, BY_ROWS)

    assert isinstance(large, SkillAbstracted)
    assert isinstance(small, SkillAbstracted)
    assert isinstance(conflicted, SkillConflicted)
    assert (conflicted.skill, conflicted.settled_by, conflicted.asked) == ("known", (large.skill, small.skill), ASKED)
    states = {name: entry.state for name, entry in folded(memory, events).tiers.entries.items()}
    assert states == {"known": SkillState.RETIRED, large.skill: SkillState.PROBATION, small.skill: SkillState.PROBATION}


def test_a_pinned_skill_stays_beside_the_two_that_settle_its_conflict() -> None:
    known = abstracted(skill("known", Tier.DOMAIN), SkillState.PROVEN, supporting=("m1",))
    pinned = SkillPinned(skill=SkillId("known"), because="mine", by="Ada", now=NOW)
    memory = remembered(SPLIT, known, pinned)

    left = folded(memory, considered(memory, DOMAIN, BY_ROWS))

    assert [entry.state for entry in left.tiers.live(Tier.DOMAIN)] == [SkillState.PROBATION] * 3


@pytest.mark.parametrize(
    ("condition", "because"),
    [
        (None, "nobody found a condition"),
        (Condition(field="rows_log10", comparison=Comparison.AT_LEAST, value=4.1), "the condition does not separate them"),
        (Condition(field="rows_log10", comparison=Comparison.AT_LEAST, value=1.1), "the condition does not separate them"),
        (Condition(field="rows_log10", comparison=Comparison.AT_LEAST, value=float("nan")), "the condition does not separate them"),
        (Condition(field="weather", comparison=Comparison.BELOW, value=3.0), "the condition does not separate them"),
        (SMALL, "the condition does not separate them"),
    ],
    ids=["nothing said", "does not hold where it helped", "holds where it harmed", "no number", "an unknown field", "the wrong way round"],
)
def test_a_condition_that_does_not_separate_settles_nothing(condition: Condition | None, because: str) -> None:
    separation = None if condition is None else Separation(condition=condition, text="so it is")

    (event,) = considered(remembered(SPLIT), DOMAIN, separation)

    assert isinstance(event, PromotionRefused)
    assert (event.verdict, event.because) == (Verdict.CONFLICT, f"helps in 2 competitions, the opposite in 2; {because}")


def test_a_condition_has_to_hold_in_every_competition_that_was_harmed_also_where_nobody_knows_its_numbers() -> None:
    unknown = (sweep_started(competition("n1")), run_started("n1"), *judged("n1", "one-hot", LOSS))

    (event,) = considered(remembered(SPLIT, *unknown), DOMAIN, BY_ROWS)

    assert isinstance(event, PromotionRefused)
    assert event.because.endswith("the condition does not separate them")


def test_with_one_competition_on_a_side_nobody_is_asked_because_any_number_would_separate() -> None:
    memory = remembered({"k1": LOSS, "m1": GAIN, "m2": GAIN})

    (event,) = considered(memory, DOMAIN, BY_ROWS)

    assert consolidation.conflict(asked(DOMAIN), memory, RULES) is None
    assert isinstance(event, PromotionRefused)
    assert event.because == "helps in 2 competitions, the opposite in 1"


def test_an_unsettled_conflict_puts_a_live_skill_back_on_probation_once() -> None:
    memory = remembered(SPLIT, abstracted(skill("known", Tier.DOMAIN), SkillState.PROVEN, supporting=("m1",)))

    refusal, conflicted = considered(memory, DOMAIN)
    after = folded(memory, (refusal, conflicted))

    assert isinstance(refusal, PromotionRefused)
    assert isinstance(conflicted, SkillConflicted)
    assert (conflicted.settled_by, conflicted.because.partition("; ")[2]) == ((), "nobody found a condition")
    assert (after.tiers.entries[SkillId("known")].state, after.tiers.entries[SkillId("known")].conflicted) == (SkillState.PROBATION, True)
    assert [type(event) for event in considered(after, DOMAIN)] == [PromotionRefused]


def test_a_retired_skill_is_not_told_of_a_conflict() -> None:
    known = abstracted(skill("known", Tier.DOMAIN), SkillState.PROVEN, supporting=("m1",))
    retired = SkillRetired(skill=SkillId("known"), because="no", by="Ada", effect=None, read_to=Position(1), rule="person", now=NOW)

    assert [type(event) for event in considered(remembered(SPLIT, known, retired), DOMAIN)] == [PromotionRefused]


def test_both_sides_have_to_be_worded() -> None:
    memory, command = remembered(SPLIT), asked(DOMAIN)
    large, _ = consolidation.wanting_words(command, memory, BY_ROWS, RULES)

    (event,) = consolidation.decide(command, memory, said=Said(words=(words_for(large),), separation=BY_ROWS, asked=ASKED), rules=RULES)

    assert isinstance(event, PromotionRefused)
    assert event.because.endswith("; nobody worded it")


def test_conditions_that_a_person_retired_are_not_brought_back_by_the_same_answer() -> None:
    memory = settled()
    gone = [
        SkillRetired(skill=entry.skill.id, because="no", by="Ada", effect=None, read_to=Position(1), rule="person", now=NOW)
        for entry in memory.tiers.live(Tier.DOMAIN)
    ]

    assert [type(event) for event in considered(folded(memory, gone), DOMAIN, BY_ROWS)] == [PromotionRefused]


def test_a_side_on_which_the_evidence_turns_into_a_conflict_is_marked() -> None:
    memory = settled()
    large, _ = (entry.skill.id for entry in memory.tiers.live(Tier.DOMAIN))

    events = considered(folded(memory, judged("m3", "one-hot", LOSS)), DOMAIN, BY_ROWS)

    assert [event.skill for event in events if isinstance(event, SkillConflicted)] == [large]
    assert not any(isinstance(event, SkillAbstracted) for event in events), "a condition is not split again"


def test_a_conflict_over_all_domains_is_not_settled_and_marks_the_global_skill() -> None:
    known = abstracted(skill("known", Tier.GLOBAL), SkillState.PROVEN, supporting=("m1",))

    events = considered(remembered(SPLIT, known), EVERYWHERE, BY_ROWS)

    assert [type(event) for event in events] == [PromotionRefused, SkillConflicted]
