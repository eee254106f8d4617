"""Training rows are dealt out to folds."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from haste.errors import CompetitionError
from haste.evaluation import folds
from haste.vocabulary.competition import Split
from tests.unit.evaluation.examples import labelled, regression, table


def wide(rows: int, labels: list[str] | None = None) -> pd.DataFrame:
    chance = np.random.default_rng(0)
    return table(id=range(rows), x=chance.normal(size=rows), z=chance.normal(size=rows), y=labels or chance.normal(size=rows).tolist())


@settings(max_examples=40, deadline=None)
@given(rows=st.integers(5, 200), count=st.integers(2, 5), seed=st.integers(0, 99))
def test_every_row_is_held_out_once_and_folds_are_of_one_size(rows: int, count: int, seed: int) -> None:
    assigned = folds.assign(wide(rows), regression(), Split(folds=count, seed=seed))

    sizes = np.bincount(assigned, minlength=count)
    assert assigned.shape == (rows,)
    assert sizes.max() - sizes.min() <= 1


def test_the_seed_of_the_split_is_the_only_source_of_chance() -> None:
    first, second, other = (folds.assign(wide(100), regression(), Split(folds=5, seed=seed)) for seed in (1, 1, 2))

    assert (first == second).all()
    assert (first != other).any()


def test_folds_say_nothing_of_the_order_of_the_rows() -> None:
    assigned = folds.assign(wide(1000), regression(), Split(folds=5, seed=3))

    assert abs(np.corrcoef(assigned, np.arange(1000))[0, 1]) < 0.1


def test_a_stratified_split_gives_each_fold_its_share_of_each_class() -> None:
    train = wide(100, ["no"] * 80 + ["yes"] * 20)
    assigned = folds.assign(train, labelled(), Split(folds=5, stratified=True, seed=0))

    shares = train.groupby(assigned)["y"].apply(lambda labels: (labels == "yes").sum())
    assert shares.tolist() == [4, 4, 4, 4, 4]


def test_a_class_with_two_rows_is_dealt_out_as_far_as_it_goes() -> None:
    train = wide(30, ["no"] * 28 + ["yes"] * 2)
    assigned = folds.assign(train, labelled(), Split(folds=5, stratified=True, seed=0))

    assert len(set(assigned[28:])) == 2
    assert set(assigned) == {0, 1, 2, 3, 4}


def test_rows_with_equal_features_stay_together_though_their_targets_differ() -> None:
    half = wide(60)
    train = pd.concat([half, half.assign(id=[str(row) for row in range(60, 120)], y="0")], ignore_index=True)

    assigned = folds.assign(train, regression(), Split(folds=5, seed=0))

    assert (assigned[:60] == assigned[60:]).all()


def test_a_coarse_table_is_not_taken_for_copies() -> None:
    train = table(id=range(600), x=[row % 20 for row in range(600)], y=range(600))

    assigned = folds.assign(train, regression(), Split(folds=5, seed=0))

    assert all(train["x"][assigned == fold].nunique() == 20 for fold in range(5))


def test_one_value_that_fills_half_of_a_table_does_not_fill_a_fold() -> None:
    train = wide(100).assign(x=["same"] * 50 + [str(row) for row in range(50)], z="0")

    assigned = folds.assign(train, regression(), Split(folds=5, seed=0))

    assert np.bincount(assigned).tolist() == [20] * 5


def test_rows_without_a_target_are_never_held_out() -> None:
    train = wide(20, ["1", "", "NA", *map(str, range(17))])

    assigned = folds.assign(train, regression(), Split(folds=2, seed=0))

    assert assigned[1:3].tolist() == [-1, -1]
    assert (np.delete(assigned, [1, 2]) >= 0).all()


@pytest.mark.parametrize("share", [0.1, 0.2, 0.5])
def test_a_hold_out_takes_its_share_of_each_class(share: float) -> None:
    train = wide(1000, ["no"] * 800 + ["yes"] * 200)

    assigned = folds.assign(train, labelled(), Split(folds=1, holdout=share, stratified=True, seed=0))

    held = assigned == 0
    assert set(assigned) == {-1, 0}
    assert held[:800].mean() == pytest.approx(share, abs=0.002)
    assert held[800:].mean() == pytest.approx(share, abs=0.006)


def test_a_hold_out_of_two_rows_is_one_of_them() -> None:
    assert sorted(folds.assign(wide(2), regression(), Split(folds=1, holdout=0.2, seed=0))) == [-1, 0]


def test_too_few_rows_are_refused() -> None:
    with pytest.raises(CompetitionError, match=r"expected at least 5 rows with a target, found 4"):
        folds.assign(wide(4), regression(), Split(folds=5, seed=0))


def test_a_table_without_ids_and_with_one_feature_is_dealt_out_too() -> None:
    train = table(x=range(10), y=range(10))

    assert np.bincount(folds.assign(train, regression(), Split(folds=5, seed=0))).tolist() == [2] * 5


def test_a_table_without_any_feature_is_dealt_out_too() -> None:
    assert np.bincount(folds.assign(table(id=range(10), y=range(10)), regression(), Split(folds=5, seed=0))).tolist() == [2] * 5
