"""Commas in numbers are understood where they can mean one thing only."""

import pandas as pd
import pytest

from haste.competitions import written_numbers

Words = list[str]


def plain(*, free_comma: bool, **columns: Words) -> tuple[dict[str, Words], tuple[str, ...]]:
    train = pd.DataFrame(columns, dtype=str)
    mended, _, remarks = written_numbers.plain(train, train.iloc[:0], list(columns), free_comma=free_comma)
    return mended.to_dict("list"), remarks


@pytest.mark.parametrize(
    ("free_comma", "values", "expected"),
    [
        (True, ["1,5", "2", ""], ["1.5", "2", ""]),
        (True, ["1.234,5", "-2,25"], ["1234.5", "-2.25"]),
        (True, ["0,123", "0,456"], ["0.123", "0.456"]),
        (True, ["1,234,567", "1,000"], ["1234567", "1000"]),
        (True, ["1,234.5", "999"], ["1234.5", "999"]),
        (True, ["1,234", "5678"], ["1.234", "5678"]),
        (True, ["1,5", "two"], ["1,5", "two"]),
        (True, ["1,2,3", "4"], ["1,2,3", "4"]),
        (False, ["1,234", "999"], ["1234", "999"]),
        (False, ["1,234", "5678"], ["1,234", "5678"]),
        (False, ["1,5", "2"], ["1,5", "2"]),
        (False, ["1.5", "2"], ["1.5", "2"]),
    ],
)
def test_numbers_are_written_plainly_where_it_is_clear(*, free_comma: bool, values: Words, expected: Words) -> None:
    assert plain(free_comma=free_comma, x=values)[0] == {"x": expected}


def test_what_may_be_both_stays_text_and_is_said() -> None:
    values, remarks = plain(free_comma=True, x=["1,234", "12,345"])

    assert values == {"x": ["1,234", "12,345"]}
    assert remarks == ("left as text, since a comma may stand for thousands or for decimals: 'x', such as '1,234'",)


def test_a_clear_column_tells_of_an_unclear_one_of_the_same_file() -> None:
    values, remarks = plain(free_comma=True, x=["1,234", "12,345"], y=["0,5", "3,25"])

    assert values == {"x": ["1.234", "12.345"], "y": ["0.5", "3.25"]}
    assert remarks == ("decimal commas written as points in 'x', 'y', such as '1,234'",)


def test_both_tables_decide_and_both_are_written_anew() -> None:
    train, test = pd.DataFrame({"x": ["1", "2"]}, dtype=str), pd.DataFrame({"x": ["1,5"]}, dtype=str)

    train, test, _ = written_numbers.plain(train, test, ["x"], free_comma=True)

    assert (train["x"].tolist(), test["x"].tolist()) == (["1", "2"], ["1.5"])


def test_long_lists_of_columns_are_cut() -> None:
    _, (remark,) = plain(free_comma=False, **{f"c{number}": ["1,234"] for number in range(9)})

    assert remark == "thousands separators taken out of 'c0', 'c1', 'c2', 'c3', 'c4', 'c5' and 3 more, such as '1,234'"
