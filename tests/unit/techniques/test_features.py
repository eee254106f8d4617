"""Columns that techniques build, on tables of a few rows."""

import numpy as np
import pandas as pd
import pytest
from sklearn.linear_model import LinearRegression

from haste.techniques.features.char_tfidf import char_tfidf
from haste.techniques.features.date_parts import date_parts
from haste.techniques.features.day_numbers import day_numbers
from haste.techniques.features.group_means import group_means
from haste.techniques.features.log_numbers import log_numbers
from haste.techniques.features.missing_indicators import missing_indicators
from haste.techniques.features.number_curves import number_curves
from haste.techniques.features.one_hot import one_hot
from haste.techniques.features.ordinal_codes import ordinal_codes
from haste.techniques.features.plain_numbers import plain_numbers
from haste.techniques.features.rank_numbers import rank_numbers
from haste.techniques.features.target_encoding import target_encoding
from haste.techniques.features.text_statistics import text_statistics
from haste.techniques.features.text_topics import text_topics
from haste.techniques.features.word_tfidf import word_tfidf

COLORS = pd.DataFrame({"color": ["red", "red", "blue", None]})
NEW_COLORS = pd.DataFrame({"color": ["blue", "green", None]})
NUMBERS = pd.DataFrame({"a": ["1", "2", "x", "inf"], "b": ["8", "4", "2", "1"]})


def test_what_is_no_finite_number_is_missing() -> None:
    x, _ = plain_numbers(NUMBERS, NUMBERS, ["a", "b"])

    assert np.array_equal(x[:, 0], [1, 2, np.nan, np.nan], equal_nan=True)


def test_categories_are_numbered_by_frequency_and_unseen_ones_are_minus_one() -> None:
    x, x_test = ordinal_codes(COLORS, NEW_COLORS, ["color"])

    assert x.ravel().tolist() == [0, 0, 1, 2]
    assert x_test.ravel().tolist() == [1, -1, 2]


def test_an_unseen_category_has_no_column_of_its_own() -> None:
    x, x_test = one_hot(COLORS, NEW_COLORS, ["color"])

    assert x.sum(axis=1).tolist() == [1, 1, 1, 1]
    assert x_test.sum(axis=1).tolist() == [1, 0, 1]


def test_only_the_thirty_most_common_categories_get_a_column() -> None:
    many = pd.DataFrame({"color": [str(number) for number in range(50)]})

    assert one_hot(many, many, ["color"])[0].shape == (50, 30)


def test_a_row_does_not_see_its_own_target() -> None:
    keys = pd.DataFrame({"key": [f"{number}" for number in range(20)]})  # each key once: another row can tell nothing of it
    signal = np.arange(20.0)[:, None]

    x, x_test = target_encoding(keys, keys, ["key"], signal, 0)

    assert abs(np.corrcoef(x.ravel(), signal.ravel())[0, 1]) < 0.99
    assert len(np.unique(x)) <= 5  # one overall mean for each fold
    assert np.corrcoef(x_test.ravel(), signal.ravel())[0, 1] > 0.99


def test_an_unseen_category_gets_the_overall_mean() -> None:
    _, x_test = target_encoding(COLORS, NEW_COLORS, ["color"], np.array([[1.0], [2.0], [3.0], [6.0]]), 0)

    assert x_test[1, 0] == pytest.approx(3.0)


def test_gaps_are_marked_where_training_has_some_and_counted_in_all() -> None:
    x, _ = missing_indicators(NUMBERS, NUMBERS, ["a", "b"])

    assert x.tolist() == [[0, 0], [0, 0], [1, 1], [1, 1]]


def test_logarithms_keep_the_sign() -> None:
    frame = pd.DataFrame({"a": ["-1", "0", "1"]})

    assert log_numbers(frame, frame, ["a"])[0].ravel().tolist() == pytest.approx([-np.log(2), 0, np.log(2)])


def test_ranks_make_an_outlier_one_step_away() -> None:
    frame = pd.DataFrame({"a": [*map(str, range(50)), "1e9", None], "nothing": [None] * 52})

    x, x_test = rank_numbers(frame, frame.iloc[:3], ["a", "nothing"], 0)

    assert np.nanmax(x[:, 0]) < 6
    assert not np.isnan(x[:, 1]).any()
    assert x_test.shape == (3, 2)


def test_a_line_through_curves_bends_and_goes_straight_on_beyond_what_was_seen() -> None:
    seen = np.linspace(-2, 2, 81)
    train, test = (pd.DataFrame({"a": values.astype(str)}) for values in (seen, np.array([-1.51, 0.01, 1.3, 2.5, 3.0, 3.5])))

    x, x_test = number_curves(train, test, ["a"])
    bent = LinearRegression().fit(x, seen**2).predict(x_test)

    assert bent[:3] == pytest.approx([2.28, 0, 1.69], abs=0.02)
    assert bent[5] - bent[4] == pytest.approx(bent[4] - bent[3]) == pytest.approx(2, abs=0.1)


def test_a_gap_lies_on_a_curve_at_the_median_and_few_places_have_none() -> None:
    train = pd.DataFrame({"a": [str(value) for value in range(21)], "flag": ["0", "1", "1"] * 7, "empty": [""] * 21})
    test = pd.DataFrame({"a": ["", "10"], "flag": ["1", ""], "empty": ["", ""]})

    x, x_test = number_curves(train, test, ["a", "flag", "empty"])

    assert x.shape == (21, 7)
    assert x_test[0] == pytest.approx(x_test[1])


def test_numbers_are_compared_with_their_group_and_a_new_group_is_missing() -> None:
    train = pd.DataFrame({"shop": ["n", "n", "s"], "price": ["1", "3", "8"]})
    test = pd.DataFrame({"shop": ["s", "west"], "price": ["9", "9"]})

    x, x_test = group_means(train, test, ["price"], ["shop"])

    assert x.tolist() == [[2, -1], [2, 1], [8, 0]]
    assert np.array_equal(x_test, np.array([[8, 1], [np.nan, np.nan]]), equal_nan=True)


def test_dates_are_read_as_the_training_rows_write_them() -> None:
    train = pd.DataFrame({"day": ["31.12.2020", "01.02.2021", "soon"]})
    test = pd.DataFrame({"day": ["02.03.2021"]})

    x, x_test = date_parts(train, test, ["day"])

    assert x[0, :3].tolist() == [2020, 12, 31]
    assert np.isnan(x[2]).all()
    assert x_test[0, :5].tolist() == [2021, 3, 2, 1, 0]


@pytest.mark.parametrize("written", ["2021-W05", "02/2021", "Feb 2021", "2021-02-01 01:00 CET", "2021-02-01 01:00:00+01:00[Europe/Berlin]"])
def test_dates_that_the_house_finds_in_a_column_are_read(written: str) -> None:
    frame = pd.DataFrame({"day": [written, None]})

    x, x_test = date_parts(frame, frame, ["day"])

    assert x[0, :3].tolist() == [2021, 2, 1]
    assert np.array_equal(x, x_test, equal_nan=True)


def test_days_between_the_dates_of_a_row_are_a_column() -> None:
    frame = pd.DataFrame({"in": ["2000-01-01"], "out": ["2000-01-08T12:00:00+00:00"]})

    assert day_numbers(frame, frame, ["in", "out"])[0].tolist() == [[0, 7.5, 7.5]]


def test_words_of_a_single_row_are_left_out_and_pairs_are_words_too() -> None:
    frame = pd.DataFrame({"text": ["not good", "not good at all", None]})

    assert word_tfidf(frame, frame, ["text"])[0].shape == (3, 2)
    assert word_tfidf(frame, frame, ["text"], longest=2)[0].shape == (3, 3)


@pytest.mark.parametrize("feature", [word_tfidf, char_tfidf])
def test_texts_without_a_common_word_give_no_columns(feature: object) -> None:
    frame = pd.DataFrame({"text": [None, "!", "?"]})

    assert callable(feature)
    assert feature(frame, frame, ["text"])[0].shape == (3, 0)


def test_topics_are_fewer_than_words_and_none_where_there_are_no_words() -> None:
    frame = pd.DataFrame({"text": ["red fish", "red bird", "blue fish", "blue bird"]})

    assert text_topics(frame, frame, ["text"], 0)[0].shape == (4, 3)
    assert text_topics(frame.replace(r".*", "", regex=True), frame, ["text"], 0)[0].shape == (4, 0)


def test_statistics_of_a_text_do_not_depend_on_its_words() -> None:
    frame = pd.DataFrame({"text": ["Ab 1!", "Xy 2!", None]})

    x, _ = text_statistics(frame, frame, ["text"])

    assert x[0].tolist() == x[1].tolist()
    assert x[2].tolist() == [0.0] * x.shape[1]
