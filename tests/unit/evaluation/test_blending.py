"""How several answers become one, by the form of the answers."""

import numpy as np
import pytest
from numpy.typing import NDArray

from haste.evaluation.blending import blended


def column(*values: float) -> NDArray[np.float64]:
    return np.array(values, dtype=np.float64)[:, None]


def text(*values: str) -> NDArray[np.object_]:
    return np.array(values, dtype=object)


def test_numbers_are_averaged_with_their_weights_column_by_column() -> None:
    first, second = np.array([[0.0, 4.0], [2.0, 8.0]]), np.array([[4.0, 0.0], [6.0, 0.0]])

    assert blended([first, second], [0.75, 0.25], "means").tolist() == [[1.0, 3.0], [3.0, 6.0]]


def test_logarithms_are_averaged_where_the_metric_measures_there() -> None:
    found = blended([column(0.0, 9.0), column(99.0, 9.0)], [0.5, 0.5], "logarithms")

    assert found.ravel() == pytest.approx([9.0, 9.0])


def test_ranks_are_averaged_whatever_scale_each_solution_answers_in() -> None:
    sure, modest = column(0.0, 900.0, 500.0, 500.0), column(0.2, 0.3, 0.1, 0.4)

    found = blended([sure, modest], [0.5, 0.5], "ranks")

    assert found.ravel().tolist() == pytest.approx([(0.25 + 0.5) / 2, (1.0 + 0.75) / 2, (0.625 + 0.25) / 2, (0.625 + 1.0) / 2])


def test_class_probabilities_are_shares_of_their_row_before_they_are_averaged() -> None:
    found = blended([np.array([[2.0, 2.0]]), np.array([[0.1, 0.0]])], [0.5, 0.5], "shares")

    assert found.tolist() == [[0.75, 0.25]]


def test_the_label_with_most_weight_is_elected_and_a_tie_goes_to_the_earlier_solution() -> None:
    found = blended([text("a", "a"), text("b", "b"), text("b", "c")], [0.5, 1 / 3, 1 / 6], "votes")

    assert found.tolist() == ["a", "a"]
    assert blended([text("a"), text("b"), text("b")], [0.4, 0.3, 0.3], "votes").tolist() == ["b"]


def test_ranked_labels_give_their_weight_by_place_and_as_many_stay_as_count() -> None:
    found = blended([text("a b c x"), text("c b d"), text("c c a")], [0.5, 0.25, 0.25], "points", 3)

    assert found.tolist() == ["c a b"], "c: .5/3 + .25 + .25, a: .5 + .25/2, b: .5/2 + .25/2; x lies behind the last place"
