"""What every solution is built around."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy import sparse

from haste.techniques.scaffold.joining import most_used_columns, side_by_side, side_by_side_sparse, standardised
from haste.techniques.scaffold.labels import (
    class_probabilities,
    label_codes,
    numeric_targets,
    one_column_per_class,
    one_hot_codes,
    out_of_fold,
    seen_and_said,
)
from haste.techniques.scaffold.reading import date_format, read_rows
from haste.techniques.scaffold.writing import write_submission


def test_cells_come_back_as_they_were_written(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_bytes(b"\xef\xbb\xbfid,a\n007,NA\n008,\n9e3,\xe9\n")

    frame = read_rows(tmp_path / "t.csv")

    assert frame["id"].tolist() == ["007", "008", "9e3"]
    assert frame["a"].tolist()[0] == "NA"
    assert frame["a"].isna().tolist() == [False, True, False]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (["2020-01-31", "2020-02-01 10:00"], "ISO8601"),
        (["31/01/2020", "01/02/2020"], "%d/%m/%Y"),
        (["01/31/2020", "02/01/2020"], "%m/%d/%Y"),
        (["1.2.2020 10:30"], "%d.%m.%Y %H:%M"),
    ],
)
def test_the_way_of_writing_dates_is_the_one_that_reads_most(written: list[str], expected: str) -> None:
    assert date_format(pd.Series(written)) == expected


def test_the_first_days_of_a_month_are_no_months_where_later_ones_are_not() -> None:
    days = pd.Series(pd.date_range("2020-01-01", "2020-01-31")).dt.strftime("%d/%m/%Y")

    assert date_format(days.repeat(100)) == "%d/%m/%Y"


def test_a_few_dates_that_are_written_otherwise_do_not_turn_days_into_months() -> None:
    days = pd.Series(pd.date_range("2020-01-01", "2020-01-31")).dt.strftime("%d/%m/%Y")

    assert date_format(pd.concat([days, pd.Series(["2020-02-01"])])) == "%d/%m/%Y"
    assert date_format(pd.concat([days, pd.Series(["2020-02-01 10:00", "1 February 2020"] * 20)])) == "mixed"


def test_rows_without_a_target_are_left_out() -> None:
    train, values = numeric_targets(pd.DataFrame({"y": ["1", None, "x", "4"], "a": list("pqrs")}), ["y"])

    assert values.ravel().tolist() == [1, 4]
    assert train["a"].tolist() == ["p", "s"]


def test_labels_are_matched_whatever_their_spelling() -> None:
    train = pd.DataFrame({"y": ["1.0", "0", " 1", "TRUE", None, "odd"]})

    kept, codes = label_codes(train, "y", ["0", "1", "True"])

    assert codes.tolist() == [1, 0, 1, 2]
    assert len(kept) == 4


def test_one_hot_targets_become_codes() -> None:
    assert one_hot_codes(pd.DataFrame({"a": ["1", "0"], "b": ["0", "1"]}), ["a", "b"])[1].tolist() == [0, 1]


def test_two_classes_are_one_column_and_three_are_three() -> None:
    assert one_column_per_class(np.array([0, 1]), 2).tolist() == [[0], [1]]
    assert one_column_per_class(np.array([0, 2]), 3).tolist() == [[1, 0, 0], [0, 0, 1]]


def test_classes_that_no_training_row_has_get_hardly_any_probability() -> None:
    def fit(_x: object, y: np.ndarray, x_test: np.ndarray) -> np.ndarray:
        assert y.tolist() == [0, 1]
        return np.full((len(x_test), 2), 0.5)

    result = class_probabilities(fit, np.zeros((2, 1)), np.array([0, 2]), np.zeros((3, 1)), 3)

    assert result[0] == pytest.approx([0.5, 0, 0.5], abs=1e-5)
    assert result.sum(axis=1) == pytest.approx([1, 1, 1])


def test_a_single_class_needs_no_model() -> None:
    result = class_probabilities(lambda *_: np.empty(0), np.zeros((2, 1)), np.array([1, 1]), np.zeros((1, 1)), 2)

    assert result[0] == pytest.approx([0, 1], abs=1e-5)


def test_out_of_fold_predictions_never_come_from_the_row_itself() -> None:
    x = np.arange(10.0)[:, None]

    def remember(seen: np.ndarray, _y: np.ndarray, asked: np.ndarray) -> np.ndarray:
        return np.asarray(np.isin(asked, seen).any(axis=1))

    rows, seen = out_of_fold(remember, x, np.zeros(10), 0)

    assert (sorted(rows.tolist()), seen.tolist()) == (list(range(10)), [False] * 10)


def test_out_of_fold_predictions_come_with_the_places_of_their_rows() -> None:
    x = np.arange(10.0)[:, None]

    rows, seen = out_of_fold(lambda _x, _y, asked: asked[:, 0], x, np.zeros(10), 0)

    assert seen.tolist() == x[rows, 0].tolist()


def test_out_of_fold_predictions_never_come_from_a_row_of_the_same_group() -> None:
    x, groups = np.arange(60.0)[:, None], np.arange(60) % 6

    def remember(seen: np.ndarray, _y: np.ndarray, asked: np.ndarray) -> np.ndarray:
        return np.asarray(np.isin(asked[:, 0] % 6, seen[:, 0] % 6))

    assert not out_of_fold(remember, x, np.zeros(60), 0, groups=groups)[1].any()
    assert len(out_of_fold(remember, x, np.zeros(60), 0, groups=groups > 2)[1]) == 60  # two groups are too few for three folds


def test_rows_of_a_class_that_models_have_not_seen_are_not_asked() -> None:
    y = np.array([0] * 10 + [1] * 10 + [2])

    rows, seen = out_of_fold(lambda _x, _y, asked: asked[:, 0], np.arange(21.0)[:, None], y, 0)

    assert sorted(rows.tolist()) == sorted(seen.astype(int).tolist()) == list(range(20))
    assert len(out_of_fold(lambda _x, _y, asked: asked[:, 0], np.arange(21.0)[:, None], np.arange(21), 0)[0]) == 21  # else there would be none


def test_rows_are_asked_by_as_many_looks_as_test_rows_have() -> None:
    x = np.arange(90.0).reshape(10, 3, 3)

    _, seen, said = seen_and_said(lambda _x, _y, asked: np.full(len(asked), asked.shape[1]), x, np.zeros(10), x[:4, :1], 0)

    assert (seen.tolist(), said.tolist()) == ([1] * 10, [1] * 4)


def test_labels_that_differ_as_text_alone_stay_apart() -> None:
    _, codes = label_codes(pd.DataFrame({"y": ["01", "1", "1.0", "02"]}), "y", ["01", "02", "1"])

    assert codes.tolist() == [0, 2, 2, 1]


def test_of_many_rows_some_are_enough_out_of_fold() -> None:
    x, trainings = np.arange(6_000.0)[:, None], []

    def counted(seen: np.ndarray, _y: np.ndarray, asked: np.ndarray) -> np.ndarray:
        trainings.append(len(seen))
        return asked[:, 0]

    rows, _ = out_of_fold(counted, x, np.zeros(6_000), 0)

    assert (len(set(rows.tolist())), trainings) == (4_000, [4_000, 4_000])


def test_without_any_column_there_is_one_of_zeros() -> None:
    nothing = (np.empty((3, 0)), np.empty((2, 0)))

    assert side_by_side([nothing])[0].tolist() == [[0], [0], [0]]
    assert sparse.csr_matrix(side_by_side_sparse([nothing, nothing])[1]).toarray().tolist() == [[0], [0]]


def test_dense_columns_beside_words_weigh_as_much_as_they_all_do_together() -> None:
    rng = np.random.default_rng(0)
    words = sparse.csr_matrix(np.eye(50))

    x, _ = side_by_side_sparse([(words, words), (rng.normal(5, 3, (50, 16)), rng.normal(5, 3, (50, 16)))])

    assert float(np.square(sparse.csr_matrix(x[:, 50:]).toarray()).sum(axis=1).mean()) == pytest.approx(1.0)


def test_gaps_and_empty_columns_are_filled_and_test_rows_far_out_are_held_back() -> None:
    x, x_test = standardised(np.array([[1.0, np.nan], [3.0, np.nan], [np.nan, np.nan]]), np.array([[1e9, 5.0]]))

    assert np.isfinite(x).all()
    assert x_test[0, 0] == 20


def test_a_column_in_which_only_rounding_moves_is_zero() -> None:
    column = np.array([1.0, 2.0, 4.0])

    x, x_test = standardised(np.column_stack([7 + 1e-8 * column, 7 + 1e-4 * column, 1e-8 * column]), np.array([[9.0, 7.0, 0.0]]))

    assert x.std(axis=0) == pytest.approx([0, 1, 1])
    assert (x_test == 0).tolist() == [[True, False, False]]


def test_the_most_used_columns_are_kept() -> None:
    x = sparse.csr_matrix([[1, 0, 2], [0, 0, 3]])

    assert most_used_columns(x, x, 1)[0].tolist() == [[2], [3]]


def test_answers_are_matched_by_id(tmp_path: Path) -> None:
    sample = pd.DataFrame({"y": ["0", "0"], "id": ["b", "a"]})
    test = pd.DataFrame({"id": ["a", "b"]})

    write_submission(tmp_path / "s.csv", sample, test, np.array([[1.5], [2.5]]), "id")

    assert (tmp_path / "s.csv").read_text() == "y,id\n2.5,b\n1.5,a\n"


def test_without_ids_in_the_test_set_answers_keep_its_order(tmp_path: Path) -> None:
    write_submission(tmp_path / "s.csv", pd.DataFrame({"id": ["b", "a"], "y": ["0", "0"]}), pd.DataFrame({"x": [1, 2]}), np.array([[1], [2]]), "id")

    assert (tmp_path / "s.csv").read_text() == "id,y\nb,1\na,2\n"
