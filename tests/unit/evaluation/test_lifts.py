"""Lifts: paired over folds, or over the rows of one hold-out."""

import math

import numpy as np
import pytest

from haste.errors import SubmissionError, TooFewFoldsError
from haste.evaluation import scoring
from haste.vocabulary.competition import Split
from haste.vocabulary.scales import Direction
from tests.unit.evaluation.examples import binary, csv, regression, table

FIVE = Split(folds=5, seed=0)


def test_a_lower_error_is_a_gain() -> None:
    lift = scoring.lift_of_folds([1.0, 2.0], [1.5, 2.7], Direction.MINIMIZE, FIVE)

    assert lift.mean == pytest.approx(0.6)
    assert (lift.df, lift.method) == (1.0, "folds-overlap-corrected")


def test_a_higher_share_is_a_gain() -> None:
    assert scoring.lift_of_folds([0.8, 0.9], [0.7, 0.7], Direction.MAXIMIZE, FIVE).mean == pytest.approx(0.15)


def test_the_standard_error_over_folds_counts_the_overlap_of_all_folds_of_the_split() -> None:
    lift = scoring.lift_of_folds([0.3, 0.1, 0.2], [0.0, 0.0, 0.0], Direction.MAXIMIZE, FIVE)

    assert lift.se == pytest.approx(math.sqrt(1 / 3 + 0.2 / 0.8) * 0.1)


def test_one_fold_is_too_few() -> None:
    with pytest.raises(TooFewFoldsError):
        scoring.lift_of_folds([0.1], [0.2], Direction.MAXIMIZE, FIVE)


def test_folds_that_cannot_be_paired_are_a_mistake_of_the_caller() -> None:
    with pytest.raises(ValueError, match="longer"):
        scoring.lift_of_folds([0.1, 0.2], [0.2, 0.1, 0.3], Direction.MAXIMIZE, FIVE)


def rows(count: int, seed: int = 0) -> tuple[np.ndarray, bytes, bytes]:
    chance = np.random.default_rng(seed)
    truth = chance.normal(size=count)
    return truth, csv(id=range(count), y=truth + chance.normal(size=count)), csv(id=range(count), y=truth + 2 * chance.normal(size=count))


def test_a_lift_over_rows_has_the_sign_of_the_gain_and_the_error_of_a_mean() -> None:
    truth, good, bad = rows(400)
    lift = scoring.lift_of_rows(good, bad, table(id=range(400), y=truth), regression("mse"), seed=1, rounds=200)

    ours = np.array([float(line.split(",")[1]) for line in good.decode().splitlines()[1:]])
    theirs = np.array([float(line.split(",")[1]) for line in bad.decode().splitlines()[1:]])
    gains = (theirs - truth) ** 2 - (ours - truth) ** 2
    assert lift.mean == pytest.approx(gains.mean())
    assert lift.se == pytest.approx(gains.std() / math.sqrt(400), rel=0.2)
    assert (lift.df, lift.method) == (math.inf, "rows-bootstrap")


def test_a_lift_over_rows_depends_on_its_seed_alone() -> None:
    truth, good, bad = rows(50)
    answers = table(id=range(50), y=truth)

    first, second, other = (scoring.lift_of_rows(good, bad, answers, regression(), seed=seed, rounds=20) for seed in (1, 1, 2))

    assert first == second
    assert first.se != other.se


def test_many_rows_are_resampled_in_part_and_give_the_same_standard_error(monkeypatch: pytest.MonkeyPatch) -> None:
    truth, good, bad = rows(2000)
    answers = table(id=range(2000), y=truth)
    whole = scoring.lift_of_rows(good, bad, answers, regression("mse"), seed=1, rounds=200)

    monkeypatch.setattr(scoring, "_ROWS_RESAMPLED_MAX", 300)
    part = scoring.lift_of_rows(good, bad, answers, regression("mse"), seed=1, rounds=200)

    assert part.mean == whole.mean
    assert part.se == pytest.approx(whole.se, rel=0.25)


def test_resamplings_without_a_rare_class_are_passed_over() -> None:
    answers = table(id=range(10), y=[1] + [0] * 9)
    child, parent = csv(id=range(10), y=[0.9] + [0.1] * 9), csv(id=range(10), y=[0.5] * 10)

    lift = scoring.lift_of_rows(child, parent, answers, binary(), seed=0, rounds=50)

    assert lift.mean == pytest.approx(0.5)
    assert math.isfinite(lift.se)


def test_a_lift_over_rows_refuses_a_submission_that_does_not_fit() -> None:
    truth, good, _ = rows(5)

    with pytest.raises(SubmissionError):
        scoring.lift_of_rows(good, csv(id=[1], y=[2]), table(id=range(5), y=truth), regression(), seed=0, rounds=5)
