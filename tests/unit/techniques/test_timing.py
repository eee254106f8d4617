"""Points in time are read as people write them, and counted in steps."""

import numpy as np
import pandas as pd
import pytest

from haste.techniques.scaffold.timing import moments, read_dates, step_numbers


@pytest.mark.parametrize(
    ("text", "spelling", "expected"),
    [
        ("2021-01-01 00:00 UTC", "ISO8601", "2021-01-01 00:00"),
        ("2021-03-28T02:30:00+02:00", "ISO8601", "2021-03-28 00:30"),
        ("2021-03-28 02:30:00+01:00[Europe/Berlin]", "ISO8601", "2021-03-28 01:30"),
        ("2021-03", "ISO8601", "2021-03-01 00:00"),
        ("2021-W05", "weeks", "2021-02-01 00:00"),
        ("2021w5", "weeks", "2021-02-01 00:00"),
        ("2021Q3", "quarters", "2021-07-01 00:00"),
        ("03/05/2021 02:30 PM", "%m/%d/%Y %I:%M %p", "2021-03-05 14:30"),
        ("20210305", "%Y%m%d", "2021-03-05 00:00"),
    ],
)
def test_times_are_read_in_many_spellings(text: str, spelling: str, expected: str) -> None:
    found = read_dates(pd.Series([text, None, "soon"], dtype=object), spelling)

    assert found[0] == pd.Timestamp(expected)
    assert found[1:].isna().all()


def test_clocks_on_the_wall_stay_as_they_were_where_that_is_asked_for() -> None:
    texts = pd.Series(["2021-03-28T03:30:00+02:00", "2021-03-27T03:30:00+01:00", "2021-03-27T03:30:00Z"])

    assert (read_dates(texts, "ISO8601", local=True).dt.hour == 3).all()
    assert read_dates(texts, "ISO8601").dt.hour.tolist() == [1, 2, 3]


def test_months_are_steps_of_one_length_and_gaps_keep_their_room() -> None:
    months = pd.Series(["2021-01", "2021-02", "2021-05", "2022-01"])

    assert step_numbers(months, ("ISO8601", "months", 1.0)).tolist() == [0, 1, 4, 12]
    assert step_numbers(months, ("ISO8601", "seconds", 0.0)).tolist() == [0, 1, 2, 3]


def test_a_time_that_cannot_be_read_is_in_the_middle_and_none_at_all_is_step_0() -> None:
    assert step_numbers(pd.Series(["3", "4", "soon", "7"]), ("", "numbers", 1.0)).tolist() == [0, 1, 1, 4]
    assert step_numbers(pd.Series(["soon", None]), ("ISO8601", "seconds", 60.0)).tolist() == [0, 0]
    assert np.isnan(moments(pd.Series(["inf"]), "", "numbers")).all()
