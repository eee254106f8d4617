"""Dates that are written in several ways are written in one, where nothing has to be guessed."""

import pandas as pd
import pytest

from haste.competitions import mixed_dates

DAYS = pd.date_range("2023-11-20", periods=30, freq="D")
FORMS = ("%Y-%m-%d", "%d.%m.%Y", "%b %d, %Y")


def written(values: list[str], *others: str) -> tuple[list[str], list[str], tuple[str, ...]]:
    """What becomes of a column of the training table, and of the test table."""
    train, test, remarks = mixed_dates.written_alike(pd.DataFrame({"x": values}, dtype=str), pd.DataFrame({"x": others}, dtype=str), ["x"])
    return train["x"].tolist(), test["x"].tolist(), remarks


def mixed(*forms: str) -> list[str]:
    return [day.strftime(forms[row % len(forms)]) for row, day in enumerate(DAYS)]


def test_days_in_three_ways_are_written_in_one_in_both_tables() -> None:
    train, test, remarks = written([*mixed(*FORMS), "", "soon"], "24.12.2023", "")

    assert train == [*DAYS.strftime("%Y-%m-%d"), "", "soon"]
    assert test == ["2023-12-24", ""]
    assert remarks == ("dates in 'x' are written in 3 ways ('21.11.2023', '2023-11-20', 'Nov 22, 2023'): all are written as '2023-11-21' is",)


def test_where_one_way_has_hours_all_have_them() -> None:
    train, _, _ = written([*mixed("%d.%m.%Y"), *(f"2024/01/{day} 07:30" for day in range(10, 20))])

    assert (train[0], train[-1]) == ("2023-11-20 00:00:00", "2024-01-19 07:30:00")


def test_a_way_that_may_be_one_of_two_days_is_not_guessed() -> None:
    slashed = [f"0{month}/0{day}/2023" for month in range(1, 6) for day in range(1, 7)]
    values = [*mixed("%Y-%m-%d"), *slashed]

    train, _, remarks = written(values)

    assert train == values
    assert remarks == ("no dates in 'x', which writes them in 2 ways: '01/01/2023' may be one of two days; write all of them alike",)


@pytest.mark.parametrize(
    "values",
    [
        mixed("%Y-%m-%d"),
        [str(number) for number in range(30)],
        mixed("%Y-%m", "%m/%Y"),
        [*mixed(*FORMS), *("later 1", "later 2", "later 3")],
        ["1.2.2023", "2023-01-02"],
    ],
    ids=["one way", "numbers", "months", "others among them", "two values"],
)
def test_other_columns_stay_as_they_are(values: list[str]) -> None:
    assert written(values) == (values, [], ())
