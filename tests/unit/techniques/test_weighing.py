"""Models of a blend that do better on held-out rows count more."""

import numpy as np
import pytest

from haste.techniques.scaffold.labels import Training, class_probabilities
from haste.techniques.scaffold.weighing import held_out_quarter, weighed, weighed_out_of_fold

ROWS = 400
rng = np.random.default_rng(3)
X = rng.normal(0, 1, (ROWS, 1))
Y = X[:, 0]
CODES = (Y > 0).astype(int)


def guessing(*errors: float) -> Training:
    """Models of which each is wrong by an amount that it is known for, other than the others are."""
    return lambda _x, _y, x_test: [x_test[:, 0] + error * np.cos(np.arange(len(x_test)) * (place + 1)) for place, error in enumerate(errors)]


def sure(*shares: float) -> Training:
    """Models of which each gives the right class so much."""

    def fit(_x: np.ndarray, _y: np.ndarray, x_test: np.ndarray) -> list[np.ndarray]:
        right = (x_test[:, 0] > 0).astype(float)
        return [np.column_stack([1 - (right * share + (1 - right) * (1 - share)), right * share + (1 - right) * (1 - share)]) for share in shares]

    return fit


def test_equal_models_count_alike_and_a_much_worse_one_hardly() -> None:
    alike, unlike = (weighed(guessing(*errors), X, Y, X, 1) for errors in ((0.1, 0.1), (0.1, 3.0)))

    assert alike == pytest.approx(np.mean(guessing(0.1, 0.1)(X, Y, X), axis=0), abs=0.01)
    assert np.mean((unlike - Y) ** 2) < np.mean((np.mean(guessing(0.1, 3.0)(X, Y, X), axis=0) - Y) ** 2) / 10


def test_probabilities_are_weighed_by_log_loss() -> None:
    blended = weighed(sure(0.9, 0.1), X, CODES, X, 1)

    assert blended.sum(axis=1) == pytest.approx(np.ones(ROWS))
    assert blended[np.arange(ROWS), CODES].min() > 0.8


def test_the_power_decides_what_a_rare_large_error_counts() -> None:
    def fit(_x: np.ndarray, _y: np.ndarray, x_test: np.ndarray) -> list[np.ndarray]:
        rare = np.where(np.arange(len(x_test)) % 50 == 0, 20.0, 0.0)
        return [x_test[:, 0] + rare, x_test[:, 0] + 1.0]

    squared, absolute = (np.mean(np.abs(weighed(fit, X, Y, X, 1, power=power) - Y) > 0.5) for power in (2, 1))

    assert squared == 1.0
    assert absolute < 0.1


def test_few_rows_are_not_held_out() -> None:
    def fit(x: np.ndarray, _y: np.ndarray, x_test: np.ndarray) -> list[np.ndarray]:
        assert len(x) == 30
        return [np.zeros(len(x_test)), np.ones(len(x_test))]

    assert weighed(fit, X[:30], Y[:30], X[:5], 1).tolist() == [0.5] * 5


def test_classes_of_three_rows_each_leave_nothing_to_hold_out_and_models_count_alike() -> None:
    def fit(_x: np.ndarray, _y: np.ndarray, x_test: np.ndarray) -> list[np.ndarray]:
        assert len(x_test) == 5
        return [np.tile([0.2, 0.8], (5, 1)), np.tile([0.6, 0.4], (5, 1))]

    assert weighed(fit, X[:120], np.repeat(np.arange(40), 3), X[:5], 1)[0] == pytest.approx([0.4, 0.6])


def test_out_of_fold_models_are_weighed_by_what_is_then_blended() -> None:
    trainings = []

    def each(x: np.ndarray, y: np.ndarray, x_test: np.ndarray) -> np.ndarray:
        trainings.append(len(x))
        return class_probabilities(sure(0.9, 0.1), x, y, x_test, 3, models=(2,))  # the third class stands in no row

    rows, seen, said = weighed_out_of_fold(each, X, CODES, X[:50], 1)

    assert (sorted(rows.tolist()), trainings) == (list(range(ROWS)), [266, 267, 267, 400])
    assert seen[np.arange(ROWS), CODES[rows]].min() > 0.8
    assert said[np.arange(50), CODES[:50]].min() > 0.8
    assert said.sum(axis=1) == pytest.approx(np.ones(50))


def test_numbers_are_weighed_out_of_fold_too_and_few_rows_tell_nothing() -> None:
    rows, seen, said = weighed_out_of_fold(guessing(0.1, 3.0), X, Y, X, 1)
    assert np.mean((said - Y) ** 2) < 0.1
    assert np.mean((seen - Y[rows]) ** 2) < 0.1

    _, _, equal = weighed_out_of_fold(guessing(0.0, 1.0), X[:9], Y[:9], X, 1)
    assert equal == pytest.approx(np.mean(guessing(0.0, 1.0)(X, Y, X), axis=0))


def test_a_fold_of_one_class_has_the_shape_of_the_others() -> None:
    assert class_probabilities(sure(0.9, 0.1), X, np.zeros(ROWS, dtype=int), X[:5], 3, models=(2,)).shape == (2, 5, 3)


def test_a_quarter_of_each_class_is_held_out_and_of_a_rare_one_nothing() -> None:
    y = np.repeat([0, 1, 2], [100, 21, 3])

    held = held_out_quarter(y, 1)

    assert [int(held[y == code].sum()) for code in range(3)] == [25, 5, 0]
    assert (held_out_quarter(y, 1) == held).all()
    assert (held_out_quarter(y, 2) != held).any()


def test_of_numbers_a_quarter_of_every_range_is_held_out() -> None:
    held = held_out_quarter(Y, 1)

    parts = np.array_split(np.argsort(Y), 10)
    assert [int(held[part].sum()) for part in parts] == [10] * 10
