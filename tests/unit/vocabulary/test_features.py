"""A profile in numbers, and the conditions over them."""

import math

import pytest

from haste.vocabulary.competition import Column, Profile
from haste.vocabulary.features import features, holds
from haste.vocabulary.scales import ColumnKind, Comparison, TargetKind
from haste.vocabulary.skill import Condition


def column(kind: ColumnKind, *, missing: float = 0.0, skew: float = 0.0) -> Column:
    return Column(name="x", kind=kind, missing=missing, distinct=5, in_test=True, skew=skew)


def profile(*columns: Column, rows: int = 1000, kind: TargetKind = TargetKind.REGRESSION, classes: int = 0, rarest: float = 0.0) -> Profile:
    return Profile(
        rows=rows,
        test_rows=10,
        bytes=1,
        columns=columns,
        target=column(ColumnKind.NUMERIC, skew=-1.5),
        target_kind=kind,
        classes=classes,
        rarest_class=rarest,
        duplicates=0.125,
    )


FOUR = (
    column(ColumnKind.NUMERIC, skew=-3.0, missing=0.5),
    column(ColumnKind.NUMERIC, skew=2.0),
    column(ColumnKind.CATEGORICAL, skew=9.0),
    column(ColumnKind.TEXT),
)


def test_a_profile_of_numbers_to_predict() -> None:
    assert features(profile(*FOUR)) == {
        "rows_log10": 3.0,
        "columns_log10": math.log10(4),
        "numeric_share": 0.5,
        "categorical_share": 0.25,
        "text_share": 0.25,
        "missing_share": 0.125,
        "skew": 3.0,
        "target_skew": 1.5,
        "regression": 1.0,
        "classes_log2": 0.0,
        "rarest_class": 0.0,
        "duplicates": 0.125,
    }


def test_a_profile_of_classes() -> None:
    found = features(profile(*FOUR, kind=TargetKind.MULTICLASS, classes=8, rarest=0.05))

    assert (found["regression"], found["classes_log2"], found["rarest_class"]) == (0.0, 3.0, 0.05)


def test_a_profile_without_rows_and_columns_has_all_of_its_numbers() -> None:
    found = features(profile(rows=0))

    assert found.keys() == features(profile(*FOUR)).keys()
    assert all(math.isfinite(value) for value in found.values())
    assert (found["rows_log10"], found["columns_log10"], found["skew"]) == (0.0, 0.0, 0.0)


@pytest.mark.parametrize(
    ("comparison", "value", "expected"),
    [
        (Comparison.AT_LEAST, 2.9, True),
        (Comparison.AT_LEAST, 3.0, True),
        (Comparison.AT_LEAST, 3.1, False),
        (Comparison.BELOW, 2.9, False),
        (Comparison.BELOW, 3.0, False),
        (Comparison.BELOW, 3.1, True),
    ],
)
def test_a_condition_compares_one_number(comparison: Comparison, value: float, *, expected: bool) -> None:
    assert holds(Condition(field="rows_log10", comparison=comparison, value=value), features(profile())) is expected


@pytest.mark.parametrize("comparison", Comparison)
def test_a_condition_over_an_unknown_number_does_not_hold(comparison: Comparison) -> None:
    assert not holds(Condition(field="weather", comparison=comparison, value=0.0), features(profile()))
