"""From predictions to answers, and targets there and back, with predictors that need no training."""

import numpy as np
import pytest

from haste.techniques.answers.label_weights import label_weights
from haste.techniques.answers.ordinal_cut import ordinal_cut
from haste.techniques.answers.temperature import temperature
from haste.techniques.answers.within_range import within_range
from haste.techniques.scaffold.labels import seen_and_said
from haste.techniques.targets.log_target import log_target
from haste.techniques.targets.root_target import root_target

X = np.linspace(0, 1, 60)[:, None]


def test_predictions_stay_within_the_targets_seen() -> None:
    assert within_range(lambda *_: np.array([-9.0, 0.5, 9.0]), X, np.array([0.0, 1.0]), X).tolist() == [0, 0.5, 1]


def test_a_logarithm_is_taken_and_taken_back() -> None:
    y = np.array([0.0, 10.0, 100.0])

    def same(_x: np.ndarray, logs: np.ndarray, _x_test: np.ndarray) -> np.ndarray:
        assert logs == pytest.approx(np.log1p(y))
        return logs

    assert log_target(same, X, y, X) == pytest.approx(y)


def test_a_wild_logarithm_does_not_explode_on_the_way_back() -> None:
    assert log_target(lambda *_: np.array([500.0]), X, np.array([1.0, 100.0]), X)[0] < 200


def test_a_root_is_taken_and_squared() -> None:
    y = np.array([0.0, 4.0, 9.0])

    assert root_target(lambda _x, roots, _x_test: roots, X, y, X) == pytest.approx(y)
    assert root_target(lambda *_: np.array([-3.0]), X, y, X)[0] == 0


def test_rare_labels_are_chosen_more_often_where_that_is_worth_it() -> None:
    y = (X[:, 0] > 0.8).astype(int)

    def shy(_x: np.ndarray, _y: np.ndarray, asked: np.ndarray) -> np.ndarray:
        rare = np.where(asked[:, 0] > 0.8, 0.4, 0.1)  # knows the rare label, but never calls it the likeliest
        return np.column_stack([1 - rare, rare])

    rows, seen, said = seen_and_said(shy, X, y, X, 0)
    assert said.argmax(axis=1).tolist() == [0] * 60
    assert label_weights(seen, y[rows], y, said, "macro_f1").argmax(axis=1).tolist() == y.tolist()


@pytest.mark.parametrize(("metric", "chosen"), [("balanced_accuracy", 54), ("mcc", 54), ("f1", 22), ("macro_f1", 22), ("weighted_f1", 22)])
def test_how_often_a_rare_label_is_chosen_depends_on_the_metric(metric: str, chosen: int) -> None:
    y = np.array([0] * 180 + [1] * 20)
    rare = np.array([0.02] * 146 + [0.2] * 24 + [0.45] * 22 + [0.2] * 8)
    said = np.column_stack([1 - rare, rare])

    assert label_weights(said, y, y, said, metric).argmax(axis=1).sum() == chosen


def test_numbers_are_cut_where_labels_have_their_shares() -> None:
    y = np.repeat([0, 1, 2], [30, 20, 10])

    def squeezed(_x: np.ndarray, _y: np.ndarray, asked: np.ndarray) -> np.ndarray:
        return 1 + 0.1 * asked[:, 0]  # the right order, all near the middle

    _, seen, said = seen_and_said(squeezed, X, y, X, 0)
    assert np.abs(np.bincount(ordinal_cut(seen, y, said)) - [30, 20, 10]).max() <= 1


@pytest.mark.parametrize(("sure", "expected"), [(0.999, 0.9), (0.6, 0.7)])
def test_probabilities_come_nearer_to_how_often_they_are_right(sure: float, expected: float) -> None:
    y = (np.arange(60) % 10 != 0).astype(int)  # the answer is yes in nine of ten rows

    probabilities = np.tile([1 - sure, sure], (60, 1))

    result = temperature(probabilities, y, probabilities)

    assert abs(result[0, 1] - expected) < abs(sure - expected) + 1e-9
    assert result.sum(axis=1) == pytest.approx(np.ones(60))


def test_sure_mistakes_make_probabilities_less_sure() -> None:
    y = np.array([0] * 30 + [1] * 30)
    probabilities = np.tile([1 - 1e-6, 1e-6], (60, 1))

    assert temperature(probabilities, y, probabilities)[0, 0] < 0.95
