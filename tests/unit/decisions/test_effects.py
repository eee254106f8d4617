"""The effect of a technique over competitions: one value each, shrunk, with its bounds."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from haste.decisions.effects import bounds, effect, significant
from haste.vocabulary.ids import CompetitionId, Iteration, RunId
from haste.vocabulary.judgement import Credit
from haste.vocabulary.skill import Judged
from tests.builders import RULES


def one(name: str, value: float, se: float = 0.1, *, iteration: int = 2) -> Judged:
    return Judged(
        technique="one-hot",
        domain="tabular",
        competition=CompetitionId(name),
        run=RunId(f"s.{name}"),
        iteration=Iteration(iteration),
        credit=Credit(effect=value, se=se, significant=(value > se) - (value < -se)),
    )


def test_nothing_judged_is_no_effect() -> None:
    assert effect((), RULES) is None


def test_one_competition_keeps_its_own_error_and_is_shrunk_towards_0() -> None:
    found = effect((one("a", 0.6),), RULES)

    assert found is not None
    assert found.mean == pytest.approx(0.6 / 1.5)  # the prior is worth half a competition of effect 0
    assert found.upper - found.mean == pytest.approx(1.6449 * 0.1 / 1.5**0.5, rel=1e-3)
    assert (found.competitions, found.supporting, found.contradicting) == (1, 1, 0)


def test_trials_of_one_competition_are_one_value() -> None:
    thrice = effect(tuple(one("a", 0.5, 0.125, iteration=number) for number in (2, 3, 4)), RULES)

    assert thrice == effect((one("a", 0.5, 0.125),), RULES)


def test_more_trials_on_the_same_folds_are_no_surer_but_what_they_differ_by_makes_them_less_sure() -> None:
    alike = bounds(tuple(one("a", 0.5, iteration=number) for number in range(9)), RULES)
    apart = bounds((one("a", 0.3), one("a", 0.7, iteration=3)), RULES)

    assert alike.upper - alike.mean == pytest.approx(1.6449 * 0.1, rel=1e-3)
    assert apart.upper - apart.mean == pytest.approx(1.6449 * (0.1**2 + 0.08 / 2) ** 0.5, rel=1e-3)


def test_a_competition_with_many_trials_weighs_no_more_than_one_with_few() -> None:
    many = effect((one("a", 0.4), *(one("b", 0.2, iteration=number) for number in range(2, 12))), RULES)

    assert many is not None
    assert many.mean == pytest.approx(0.3 * 2 / 2.5)
    assert many.competitions == 2


def test_more_competitions_that_agree_bring_the_effect_nearer_to_what_they_say() -> None:
    means = [found.mean for count in (1, 2, 5) if (found := effect(tuple(one(f"c{number}", 0.3) for number in range(count)), RULES))]

    assert means == sorted(means)
    assert all(mean < 0.3 for mean in means)


def test_competitions_that_differ_widen_the_bounds() -> None:
    alike, apart = effect((one("a", 0.3), one("b", 0.3)), RULES), effect((one("a", 0.0), one("b", 0.6)), RULES)

    assert alike is not None
    assert apart is not None
    assert apart.upper - apart.lower > 2 * (alike.upper - alike.lower)


def test_an_effect_and_its_bounds_lie_between_minus_1_and_1() -> None:
    wide = effect((one("a", 1.0, 5.0), one("b", -1.0, 5.0)), RULES)

    assert wide is not None
    assert (wide.lower, wide.upper) == (-1.0, 1.0)


def test_the_bounds_of_one_competition_have_no_prior() -> None:
    found = bounds((one("a", 0.3, 0.1), one("a", 0.3, 0.3, iteration=3)), RULES)

    assert found.mean == pytest.approx(0.3)
    assert found.upper - found.mean == pytest.approx(1.6449 * 0.05**0.5, rel=1e-3)


def test_an_error_that_few_folds_tell_widens_the_bounds() -> None:
    few = msgspec.structs.replace(one("a", 0.3), credit=Credit(effect=0.3, se=0.1, significant=1, df=4.0))

    assert bounds((few,), RULES).lower == pytest.approx(0.3 - 2.1318 * 0.1, rel=1e-3)
    assert bounds((few, one("a", 0.3)), RULES).lower == pytest.approx(0.3 - 2.1318 * 0.1, rel=1e-3)


def test_competitions_that_were_looked_at_share_the_doubt_of_one() -> None:
    judged = tuple(one(name, value) for name, value in {"a": 0.2, "b": 0.0, "c": 0.3, "d": 0.0}.items())

    assert significant(judged, RULES, sign=1.0) == ("a", "c")
    assert significant(judged, RULES, sign=1.0, shared=True) == ("c",)  # the bound at 4 looks lies 2.24 errors away


def test_a_competition_is_significant_where_its_whole_interval_lies_on_one_side() -> None:
    judged = (one("c", 0.17), one("a", 0.5), one("d", -0.17), one("b", 0.16))

    assert significant(judged, RULES, sign=1.0) == ("a", "c")
    assert significant(judged, RULES, sign=-1.0) == ("d",)
    found = effect(judged, RULES)
    assert found is not None
    assert (found.competitions, found.supporting, found.contradicting) == (4, 2, 1)


def test_trials_that_were_dropped_early_prove_nothing_however_many() -> None:
    dropped = msgspec.structs.replace(one("a", -0.5), credit=Credit(effect=-0.5, se=0.01, significant=0))

    assert significant((dropped, dropped), RULES, sign=-1.0) == ()
    assert significant((dropped, one("a", -0.5)), RULES, sign=-1.0) == ("a",)


@given(st.lists(st.tuples(st.sampled_from("abcd"), st.floats(-1, 1), st.floats(0.001, 1)), min_size=1, max_size=12))
def test_harm_is_judged_as_gain_in_the_mirror(found: list[tuple[str, float, float]]) -> None:
    judged = tuple(one(name, value, se, iteration=number) for number, (name, value, se) in enumerate(found))
    mirrored = tuple(one(name, -value, se, iteration=number) for number, (name, value, se) in enumerate(found))

    gain, harm = effect(judged, RULES), effect(mirrored, RULES)

    assert gain is not None
    assert harm is not None
    assert (harm.mean, harm.lower, harm.upper) == pytest.approx((-gain.mean, -gain.upper, -gain.lower))
    assert (harm.supporting, harm.contradicting) == (gain.contradicting, gain.supporting)
    assert significant(mirrored, RULES, sign=-1.0) == significant(judged, RULES, sign=1.0)
