"""Folds that mimic the test set: groups, times, stretches, several labels at once; and none larger than it has to be."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from haste.errors import CompetitionError
from haste.evaluation import folds
from haste.evaluation.dealing import deal, strata_of
from haste.vocabulary.competition import Split
from haste.vocabulary.scales import SplitKind
from tests.unit.evaluation.examples import labelled, regression, table


def chance() -> np.random.Generator:
    """The same numbers for every test, in whatever order they run."""
    return np.random.default_rng(5)


def rows(count: int, **columns: object) -> pd.DataFrame:
    return table(**{"id": range(count), "x": chance().normal(size=count), **columns, "y": chance().normal(size=count)})  # type: ignore[arg-type]  # columns of any values


@settings(max_examples=40, deadline=None)
@given(sizes=st.lists(st.integers(1, 6), min_size=10, max_size=60), count=st.integers(2, 5), seed=st.integers(0, 99))
def test_units_of_any_size_make_folds_of_nearly_one_size(sizes: list[int], count: int, seed: int) -> None:
    units = np.repeat(np.arange(len(sizes)), sizes)

    dealt = deal(units, None, count, seed)

    held = np.bincount(dealt, minlength=count)
    assert held.max() - held.min() <= max(sizes)
    assert all(len(set(dealt[units == unit])) == 1 for unit in range(len(sizes)))


def test_no_fold_is_always_the_largest() -> None:
    units = np.repeat(np.arange(11), 3)
    largest = {int(np.bincount(deal(units, None, 5, seed)).argmax()) for seed in range(30)}

    assert largest == {0, 1, 2, 3, 4}


def test_many_small_classes_do_not_pile_up_in_one_fold() -> None:
    units = np.arange(90)  # 30 classes of 3 rows: each leaves two folds of five without a row

    held = np.bincount(deal(units, np.repeat(np.arange(30), 3), 5, 1), minlength=5)

    assert held.tolist() == [18] * 5


def test_rows_of_one_group_are_held_out_together() -> None:
    patients = chance().integers(0, 40, 300)
    assigned = folds.assign(rows(300, patient=patients), regression(), Split(kind=SplitKind.GROUPED, column="patient", folds=5, seed=1))

    assert all(len(set(assigned[patients == patient])) == 1 for patient in set(patients))
    assert np.bincount(assigned).min() > 40


def test_rows_without_a_group_are_dealt_out_one_by_one() -> None:
    patients = ["", *["NA"] * 49, *(f"p{row % 10}" for row in range(50))]
    assigned = folds.assign(rows(100, patient=patients), regression(), Split(kind=SplitKind.GROUPED, column="patient", folds=5, seed=1))

    assert np.bincount(assigned[:50], minlength=5).min() > 0


def later(count: int = 4, *, seed: int = 0, holdout: float = 0.1) -> Split:
    return Split(kind=SplitKind.LATER, column="day", folds=count, holdout=holdout, seed=seed)


DAYS = [str(day)[:10] for day in pd.date_range("2023-01-01", periods=100)]


def test_what_is_held_out_lies_after_all_that_is_trained_on() -> None:
    order = chance().permutation(300)
    days = np.repeat(np.arange(100), 3)[order]
    split = later()
    assigned = folds.assign(rows(300, day=[DAYS[day] for day in days]), regression(), split)

    for fold in range(4):
        held, trained = assigned == fold, folds.trained_on(assigned, split, fold)
        assert len(set(days[held])) == 10
        assert days[trained].max() < days[held].min()
        assert days[trained].min() == 0
    assert days[assigned == 0].min() > days[assigned == 1].max()


def test_the_latest_window_ends_near_the_last_day_and_moves_with_the_seed() -> None:
    frame = rows(100, day=DAYS)
    last = {int(np.flatnonzero(folds.assign(frame, regression(), later(seed=seed)) == 0).max()) for seed in range(20)}

    assert len(last) > 1
    assert min(last) >= 94


def test_too_few_days_are_refused_with_a_way_out() -> None:
    with pytest.raises(CompetitionError, match=r"at least 8 points in time in column 'day', found 4.*split: random"):
        folds.assign(rows(40, day=[DAYS[row % 4] for row in range(40)]), regression(), later())


def test_a_row_without_a_day_is_trained_on_and_never_held_out() -> None:
    split = later()
    assigned = folds.assign(rows(101, day=["", *DAYS]), regression(), split)

    assert assigned[0] == -1
    assert all(folds.trained_on(assigned, split, fold)[0] for fold in range(4))


def test_stretches_of_time_are_held_out_as_a_whole_between_others() -> None:
    frame = rows(200, day=np.repeat(DAYS, 2))
    assigned = folds.assign(frame, regression(), Split(kind=SplitKind.INTERLEAVED, column="day", folds=5, seed=2))

    assert (assigned[::2] == assigned[1::2]).all()  # a day is on one side
    assert np.count_nonzero(np.diff(assigned)) <= 19  # five folds of four stretches each
    assert np.bincount(assigned).tolist() == [40] * 5


def test_of_several_labels_at_once_each_is_dealt_out_evenly() -> None:
    flags = chance().random((500, 4)) < [0.5, 0.2, 0.05, 0.02]
    frame = table(id=range(500), x=chance().normal(size=500), **{f"y{at}": flags[:, at].astype(int) for at in range(4)})
    competition = regression("auc", ("y0", "y1", "y2", "y3"))

    assigned = folds.assign(frame, competition, Split(folds=5, stratified=True, seed=1))

    for at in range(4):
        held = np.bincount(assigned[flags[:, at]], minlength=5)
        assert held.min() > 0
        assert held.max() - held.min() <= 3 + 0.1 * flags[:, at].sum() / 5


def test_a_set_of_labels_that_is_rare_goes_with_the_rarest_of_them() -> None:
    frame = table(a=[1] * 10 + [0] * 5 + [1], b=[0] * 10 + [1] * 5 + [1])

    strata = strata_of(frame, ("a", "b"), 3)

    assert len(set(strata)) == 3
    assert strata[-1] not in (strata[0], strata[10])


def test_a_hold_out_of_groups_holds_about_its_share() -> None:
    patients = chance().integers(0, 50, 500)
    split = Split(kind=SplitKind.GROUPED, column="patient", folds=1, holdout=0.2, seed=4)
    assigned = folds.assign(rows(500, patient=patients), labelled(classes=("0", "1")), split)

    assert (assigned == 0).mean() == pytest.approx(0.2, abs=0.04)
    assert not set(patients[assigned == 0]) & set(patients[assigned != 0])
