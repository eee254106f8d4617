"""Amounts are read as numbers where a column writes all of them in one way."""

import pandas as pd
import pytest

from haste.competitions import amounts

Words = list[str]


def bare(values: Words, *, free_comma: bool = False) -> tuple[Words, tuple[str, ...]]:
    train = pd.DataFrame({"x": values}, dtype=str)
    made, _, remarks = amounts.bare(train, train.iloc[:0], ["x"], free_comma=free_comma)
    return made["x"].tolist(), remarks


@pytest.mark.parametrize(
    ("free_comma", "values", "expected"),
    [
        (False, ["$1,234.50", "$7", "", "-$2", "$-3"], ["1,234.50", "7", "", "-2", "-3"]),
        (True, ["11.339,01 €", "5,5 €"], ["11.339,01", "5,5"]),
        (False, ["30.5%", "7 %", "\u22122%"], ["30.5", "7", "-2"]),
        (False, ["USD 5", "USD 6.25"], ["5", "6.25"]),
        (False, ["(3,507)", "1,780", "12"], ["-3,507", "1,780", "12"]),
        (False, ["($5)", "$7"], ["-5", "7"]),
    ],
)
def test_signs_and_brackets_are_taken_out_of_a_column_that_is_written_in_one_way(free_comma: bool, values: Words, expected: Words) -> None:  # noqa: FBT001 - a parameter of the test
    found, remarks = bare(values, free_comma=free_comma)

    assert found == expected
    assert remarks


@pytest.mark.parametrize(
    ("free_comma", "values"),
    [
        (False, ["$5", "7"]),
        (False, ["$5", "€7"]),
        (False, ["$5", "unknown"]),
        (False, ["5", "7.5"]),
        (False, ["(1)", "(2)"]),
        (False, ["(-1)", "2"]),
        (False, ["(1", "2"]),
        (False, ["$5 %", "$6 %"]),
        (False, ["REF 5", "REF 6"]),
        (False, ["1.234 €", "2.345 €", "999 €"]),
        (False, ["12,50 €", "3 €"]),
        (True, ["$1,234", "$2,345"]),
        (False, ["", "NA"]),
    ],
)
def test_what_may_mean_something_else_stays_as_it_is(free_comma: bool, values: Words) -> None:  # noqa: FBT001 - a parameter of the test
    assert bare(values, free_comma=free_comma) == (values, ())


def test_what_was_done_is_said_with_an_example() -> None:
    assert bare(["7", "(3,507)"])[1] == ("numbers in brackets read as below zero in 'x', such as '(3,507)'",)
    assert bare(["$7", "$8"])[1] == ("signs of currency or percent taken out of 'x', such as '$7'",)


def test_both_tables_decide_and_long_lists_of_columns_are_cut() -> None:
    train = pd.DataFrame({f"c{number}": ["5%"] for number in range(8)}, dtype=str)
    test = train.assign(c0=["unknown"]).drop(columns=["c1"])

    train, test, (remark,) = amounts.bare(train, test, list(train.columns), free_comma=False)

    assert (train["c0"].tolist(), test["c0"].tolist(), train["c1"].tolist(), test["c2"].tolist()) == (["5%"], ["unknown"], ["5"], ["5"])
    assert remark == "signs of currency or percent taken out of 'c1', 'c2', 'c3', 'c4', 'c5', 'c6' and 1 more, such as '5%'"
