"""What skills change in the offline author's choice: chances of acceptance and sizes of gains, from effects elsewhere."""

import random
from collections.abc import Sequence
from statistics import fmean

import msgspec
import pytest

from haste.llm import weighing
from haste.llm.weighing import SKILLS_READ, chances, read
from haste.vocabulary.brief import Attempt, Brief, LoadedSkill, TrackRecord
from haste.vocabulary.ids import CompetitionId, Iteration
from haste.vocabulary.scales import Comparison, Operator, Reason, Role, Sign, SkillState, Tier
from haste.vocabulary.skill import Condition
from tests.builders import skill
from tests.unit.llm.examples import brief

COLD = 0.25  # the chance of a technique that nobody has judged


def loaded(technique: str, *, tier: Tier = Tier.DOMAIN, name: str = "", **effects: float) -> LoadedSkill:
    """A skill with its mean effect in each of these competitions, each with a standard error of 0.1."""
    found = tuple((CompetitionId(source), effect, 0.1) for source, effect in effects.items())
    sign = Sign.HELPS if sum(effects.values()) >= 0 else Sign.HARMS
    value = skill(name or f"{technique}-{tier}", tier, technique=technique, sign=sign)
    return LoadedSkill(skill=value, state=SkillState.PROVEN, effects=found)


def everywhere(effect: float, sources: str) -> LoadedSkill:
    """A skill with the same effect in competitions of these letters."""
    return msgspec.structs.replace(loaded("one-hot"), effects=tuple((CompetitionId(source), effect, 0.1) for source in sources))


def verdict(technique: str | None, *, accepted: bool, iteration: int = 2) -> Attempt:
    return Attempt(
        iteration=Iteration(iteration),
        operator=Operator.IMPROVE,
        parent=Iteration(1),
        title="a trial",
        cause=technique,
        also=(),
        accepted=accepted,
        reason=None if accepted else Reason.NO_GAIN,
        lift=None,
    )


def showing(skills: Sequence[LoadedSkill], history: Sequence[Attempt] = ()) -> Brief:
    return msgspec.structs.replace(brief(role=Role.IMPROVE), skills=tuple(skills), history=tuple(history))


def chance(skills: Sequence[LoadedSkill], history: Sequence[Attempt] = (), *, of: str = "one-hot") -> float:
    return chances(showing(skills, history), {of: COLD})[of]


def test_the_first_skill_of_each_technique_and_tier_is_read() -> None:
    first, second, above, other = loaded("one-hot", name="a"), loaded("one-hot", name="b"), loaded("one-hot", tier=Tier.GLOBAL), loaded("linear")

    assert read(showing([first, second, above, other])) == (first, above, other)


def test_a_skill_of_a_technique_that_this_run_has_tried_is_not_read() -> None:
    first, other = loaded("one-hot"), loaded("linear")

    assert read(showing([first, other], [verdict("one-hot", accepted=False)])) == (other,)


def test_no_more_than_a_dozen_skills_are_read() -> None:
    skills = [loaded(f"t{number}") for number in range(SKILLS_READ + 3)]

    assert read(showing(skills)) == tuple(skills[:12])


def test_a_technique_that_no_skill_speaks_of_has_the_cold_chance() -> None:
    assert chance([]) == COLD
    assert chance([loaded("linear", a=0.9)]) == COLD
    assert chance([loaded("one-hot")]) == COLD, "nor does a skill without any effect"


def test_what_helped_has_a_better_chance_and_what_harmed_a_worse_one() -> None:
    assert chance([loaded("one-hot", a=0.5)]) > COLD > chance([loaded("one-hot", a=-0.5)])


def test_what_did_nothing_elsewhere_is_expected_to_be_rejected() -> None:
    assert chance([loaded("one-hot", a=0.0)]) < COLD


def test_the_larger_the_effect_in_its_standard_errors_the_better_the_chance() -> None:
    found = [chance([loaded("one-hot", a=effect)]) for effect in (-0.3, 0.0, 0.05, 0.1, 0.2)]

    assert found == sorted(found)
    assert len(set(found)) == 5


def test_more_competitions_that_say_the_same_are_believed_more() -> None:
    helped = [chance([everywhere(0.5, sources)]) for sources in ("a", "ab", "abcd")]
    harmed = [chance([everywhere(-0.5, sources)]) for sources in ("a", "ab", "abcd")]

    assert helped == sorted(helped)
    assert harmed == sorted(harmed, reverse=True)
    assert helped[0] == pytest.approx((6 * COLD + 0.95) / 7), "one competition weighs no more than 1 against a prior of 6"


@pytest.mark.parametrize("effect", [1e9, -1e9])
def test_no_source_is_ever_quite_sure(effect: float) -> None:
    assert 0.05 <= chance([everywhere(effect, "abcdefgh")]) <= 0.95


def test_an_effect_without_an_error_is_as_good_as_sure() -> None:
    value = loaded("one-hot", a=0.5)
    exact = msgspec.structs.replace(value, effects=((CompetitionId("a"), 0.5, 0.0),))

    assert chance([exact]) == chance([loaded("one-hot", a=1e9)])


TWO_WORLDS = [
    loaded("linear", a=0.5, b=-0.5),  # what is known of both: in a it helps, in b it harms
    loaded("one-hot", a=0.5, b=-0.5),
]


def test_sources_that_foretold_this_runs_verdicts_count_for_more() -> None:
    unknown = chance(TWO_WORLDS)
    like_a = chance(TWO_WORLDS, [verdict("linear", accepted=True)])
    like_b = chance(TWO_WORLDS, [verdict("linear", accepted=False)])

    assert like_a > unknown > like_b


def test_each_further_verdict_moves_the_sources_further() -> None:
    worlds = [*TWO_WORLDS, loaded("lightgbm", a=0.2, b=-0.2)]
    once = chance(worlds, [verdict("linear", accepted=True)])
    twice = chance(worlds, [verdict("linear", accepted=True), verdict("lightgbm", accepted=True, iteration=3)])

    assert twice > once


@pytest.mark.parametrize("cause", [None, "day-numbers"], ids=["a bundle", "a technique that no source judged"])
def test_a_verdict_that_no_source_foretold_changes_nothing(cause: str | None) -> None:
    assert chance(TWO_WORLDS, [verdict(cause, accepted=True)]) == chance(TWO_WORLDS)


def test_skills_that_are_not_read_still_say_which_sources_are_like_this_run() -> None:
    assert read(showing(TWO_WORLDS, [verdict("linear", accepted=True)])) == (TWO_WORLDS[1],)
    assert chance(TWO_WORLDS, [verdict("linear", accepted=True)]) != chance(TWO_WORLDS[1:], [verdict("linear", accepted=True)])


def test_weights_of_sources_have_a_mean_of_1_so_that_the_prior_keeps_its_worth() -> None:
    history = [verdict("linear", accepted=True, iteration=number) for number in range(2, 40)]

    weights = weighing._weights(history, weighing._foretold(weighing._told(TWO_WORLDS)))

    assert sum(weights.values()) == pytest.approx(2.0)
    assert weights[CompetitionId("a")] == pytest.approx(2.0)


def record(technique: str, **effects: float) -> TrackRecord:
    return TrackRecord(technique=technique, effects=tuple((CompetitionId(source), effect, 0.1) for source, effect in effects.items()))


def remembering(*records: TrackRecord, skills: Sequence[LoadedSkill] = (), history: Sequence[Attempt] = ()) -> Brief:
    return msgspec.structs.replace(showing(skills, history), records=records)


def test_a_track_record_speaks_where_no_skill_does_as_a_skill_would() -> None:
    found = chances(remembering(record("one-hot", a=0.5), record("linear", a=-0.5)), dict.fromkeys(("one-hot", "linear", "lightgbm"), COLD))

    assert found["linear"] < COLD < found["one-hot"] == chance([loaded("one-hot", a=0.5)])
    assert found["lightgbm"] == COLD


def test_where_nothing_is_remembered_a_technique_has_the_chance_that_it_is_given() -> None:
    assert chances(remembering(record("one-hot", a=0.5)), {"linear": 0.125, "lightgbm": COLD}) == {"linear": 0.125, "lightgbm": COLD}


def test_a_skill_that_is_read_outranks_the_record_of_its_technique() -> None:
    brief_ = remembering(record("one-hot", a=-0.5, b=-0.5), skills=[loaded("one-hot", a=0.5)])

    assert chances(brief_, {"one-hot": COLD})["one-hot"] == chance([loaded("one-hot", a=0.5)])


def test_the_record_of_a_technique_outranks_what_one_competition_taught_of_it() -> None:
    brief_ = remembering(record("one-hot", a=-0.5, b=-0.5), skills=[loaded("one-hot", tier=Tier.COMPETITION, a=0.5)])

    assert chances(brief_, {"one-hot": COLD})["one-hot"] == chances(remembering(record("one-hot", a=-0.5, b=-0.5)), {"one-hot": COLD})["one-hot"]
    assert chance([loaded("one-hot", tier=Tier.COMPETITION, a=0.5)]) > COLD, "where there is no record it is listened to"


def test_a_source_that_a_record_alone_names_where_a_skill_is_not_read_has_the_mean_weight() -> None:
    elsewhere = Condition(field="rows_log10", comparison=Comparison.BELOW, value=0.0)
    value = loaded("one-hot", a=0.5)
    unread = msgspec.structs.replace(value, skill=msgspec.structs.replace(value.skill, conditions=(elsewhere,)))
    asked = remembering(record("one-hot", a=0.5, b=0.5), skills=[unread])

    assert read(asked) == ()
    assert chances(asked, {"one-hot": COLD})["one-hot"] == chance([everywhere(0.5, "ab")])


def test_sources_whose_records_foretold_this_runs_verdicts_count_for_more() -> None:
    records = (record("linear", a=0.5, b=-0.5), record("one-hot", a=0.5, b=-0.5))
    before = chances(remembering(*records), {"one-hot": COLD})["one-hot"]

    after = chances(remembering(*records, history=[verdict("linear", accepted=True)]), {"one-hot": COLD})["one-hot"]

    assert after > before


def mean_worth(*records: TrackRecord, of: str = "one-hot", history: Sequence[Attempt] = (), prior: float = COLD) -> float:
    """Of a thousand draws."""
    lot = random.Random(1)  # noqa: S311 - as the author draws
    return fmean(weighing.worth(remembering(*records, history=history), {of: prior}, lot)[of] for _ in range(1000))


def test_what_nobody_has_judged_is_worth_its_chance_of_a_gain_of_usual_size() -> None:
    assert mean_worth() == pytest.approx(COLD, abs=0.02)
    assert mean_worth(prior=0.05) == pytest.approx(0.05, abs=0.02)


def test_a_draw_is_another_each_time_and_the_same_for_a_seed() -> None:
    drawn = [weighing.worth(remembering(), {"one-hot": COLD, "linear": COLD}, random.Random(seed)) for seed in (1, 1, 2)]  # noqa: S311 - the same

    assert drawn[0] == drawn[1] != drawn[2]
    assert drawn[0]["one-hot"] != drawn[0]["linear"]


def test_of_equal_chances_the_one_with_larger_gains_is_worth_more() -> None:
    records = record("one-hot", a=0.9, b=0.9), record("linear", a=0.3, b=0.3)  # both as good as sure

    large, small = (mean_worth(*records, of=slug) for slug in ("one-hot", "linear"))

    usual, chance_ = 0.6, (6 * COLD + 2 * 0.95) / 8
    assert large == pytest.approx(chance_ * (1 + 2 * 0.95 * 0.9 / usual) / (1 + 2 * 0.95), rel=0.06)
    assert small == pytest.approx(chance_ * (1 + 2 * 0.95 * 0.3 / usual) / (1 + 2 * 0.95), rel=0.06)


def test_gains_count_in_the_usual_size_of_their_competition_so_that_one_where_all_is_large_has_no_more_say() -> None:
    alike = record("one-hot", a=0.5, b=0.005), record("linear", a=0.5, b=0.005)
    exact = tuple(msgspec.structs.replace(one, effects=tuple((name, effect, 1e-9) for name, effect, _ in one.effects)) for one in alike)

    assert mean_worth(*exact) == pytest.approx((6 * COLD + 2 * 0.95) / 8, rel=0.06)


def test_one_huge_gain_counts_three_usual_ones_at_most() -> None:
    records = record("one-hot", a=1.0), *(record(f"t{number}", a=0.001) for number in range(30))
    exact = tuple(msgspec.structs.replace(one, effects=tuple((name, effect, 1e-9) for name, effect, _ in one.effects)) for one in records)

    assert mean_worth(*exact) == pytest.approx((6 * COLD + 0.95) / 7 * (1 + 0.95 * 3) / (1 + 0.95), rel=0.06)


def test_what_harmed_elsewhere_is_worth_less_though_not_nothing() -> None:
    assert 0 < mean_worth(record("one-hot", a=-0.5)) < mean_worth()


def test_sizes_of_sources_that_foretold_this_runs_verdicts_count_for_more() -> None:
    records = record("linear", a=0.5, b=-0.5), record("one-hot", a=0.9, b=0.1), record("lightgbm", a=0.3, b=0.3)

    like_a = mean_worth(*records, history=[verdict("linear", accepted=True)])

    assert like_a > mean_worth(*records) > mean_worth(*records, history=[verdict("linear", accepted=False)])


def test_a_competition_that_two_tiers_tell_of_has_one_say() -> None:
    above = loaded("one-hot", tier=Tier.GLOBAL, a=0.5)

    assert weighing._told([loaded("one-hot", a=0.1, b=0.3), above]) == {"one-hot": ((CompetitionId("a"), 0.5, 0.1), (CompetitionId("b"), 0.3, 0.1))}
