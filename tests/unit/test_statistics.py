"""Quantiles and standard errors against a reference and against their own laws."""

import math
from statistics import stdev

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from haste.errors import TooFewFoldsError
from haste.statistics import overlap_corrected_se, pooled_sd, t_quantile


@pytest.mark.parametrize("df", [0.5, 1, 2, 3, 4, 7.5, 30, 399, 1e4, 1e6])
@pytest.mark.parametrize("probability", [0.001, 0.05, 0.28, 0.72, 0.85, 0.95, 0.999])
def test_a_t_quantile_is_the_references(probability: float, df: float) -> None:
    assert t_quantile(probability, df) == pytest.approx(stats.t.ppf(probability, df), rel=4e-9)


@pytest.mark.parametrize("df", [0.5, 1, 4, 399])
def test_half_of_all_lies_below_0(df: float) -> None:
    assert t_quantile(0.5, df) == pytest.approx(0, abs=1e-6)


def test_infinite_degrees_of_freedom_give_the_normal_quantile() -> None:
    assert t_quantile(0.975, math.inf) == pytest.approx(1.959963984540054, rel=1e-12)


@given(st.floats(0.01, 0.99), st.floats(1, 200))
def test_a_t_quantile_is_odd_about_one_half(probability: float, df: float) -> None:
    assert t_quantile(1 - probability, df) == pytest.approx(-t_quantile(probability, df), rel=1e-6, abs=1e-6)


@given(st.floats(0.5, 0.98), st.floats(1, 100))
def test_a_t_quantile_rises_with_the_probability_and_falls_with_the_degrees_of_freedom(probability: float, df: float) -> None:
    assert t_quantile(probability + 0.01, df) > t_quantile(probability, df)
    assert t_quantile(probability + 0.01, df + 1) < t_quantile(probability + 0.01, df)


def test_overlap_makes_the_standard_error_of_five_folds_one_and_a_half_times_the_plain_one() -> None:
    differences = [0.3, 0.1, -0.2, 0.4, 0.0]
    plain = stdev(differences) / math.sqrt(5)

    assert overlap_corrected_se(differences, test_share=1 / 5) == pytest.approx(1.5 * plain)


@given(st.lists(st.floats(-1, 1), min_size=2, max_size=6), st.floats(0.05, 0.5), st.floats(0.1, 10))
def test_a_standard_error_is_in_the_unit_of_the_differences(differences: list[float], test_share: float, unit: float) -> None:
    scaled = overlap_corrected_se([unit * value for value in differences], test_share=test_share)

    assert scaled == pytest.approx(unit * overlap_corrected_se(differences, test_share=test_share), abs=1e-12)


def test_equal_differences_have_no_error() -> None:
    assert overlap_corrected_se([0.25, 0.25, 0.25], test_share=1 / 3) == 0


@pytest.mark.parametrize("differences", [[], [0.1]])
def test_one_fold_has_no_standard_error(differences: list[float]) -> None:
    with pytest.raises(TooFewFoldsError, match=f"expected at least 2 folds, found {len(differences)}"):
        overlap_corrected_se(differences, test_share=0.2)


@pytest.mark.parametrize(
    ("groups", "expected"),
    [
        ([[1.0, 3.0], [5.0, 7.0], [9.0]], math.sqrt(2)),
        ([[1.0, 3.0]], math.sqrt(2)),
        ([[0.0, 0.0, 0.0], [0.0, 2.0]], math.sqrt(2 / 3)),
        ([[4.0, 4.0]], 0.0),
        ([[1.0], [2.0]], None),
        ([], None),
    ],
)
def test_spread_is_pooled_over_groups_that_have_any(groups: list[list[float]], expected: float | None) -> None:
    assert pooled_sd(groups) == (None if expected is None else pytest.approx(expected))
