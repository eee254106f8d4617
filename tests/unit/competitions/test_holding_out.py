"""Rows that are held out where a person has no test table."""

import pandas as pd
import pytest

from haste.competitions.config import SplitWords
from haste.competitions.holding_out import held_out
from haste.errors import CompetitionError
from haste.vocabulary.scales import SplitKind

ROWS = pd.DataFrame(
    {
        "day": [f"2024-01-{row // 4 + 1:02}" for row in range(100)],
        "who": [f"p{row % 10}" for row in range(100)],
        "label": ["rare", "rare", *["a", "b"] * 49],
        "amount": [f"{row * 37 % 101}.5" for row in range(100)],
    },
    dtype=str,
)


def split(kind: SplitKind, column: str) -> SplitWords:
    return SplitWords(kind=kind, column=column)


def test_a_fifth_of_the_rows_is_held_out_and_the_same_ones_each_time() -> None:
    first, how = held_out(ROWS, ("amount",), None, where="t.csv")
    again, _ = held_out(ROWS, ("amount",), None, where="t.csv")

    assert (first.sum(), how) == (20, "at random")
    assert (first == again).all()
    assert first[:50].sum() > 0 < first[50:].sum()


def test_every_label_is_left_to_learn_from() -> None:
    chosen, how = held_out(ROWS, ("label",), None, where="t.csv")

    assert how == "at random, a fifth of each label"
    assert ROWS["label"][chosen].value_counts().to_dict() == {"a": 10, "b": 10}
    assert set(ROWS["label"][~chosen]) == {"rare", "a", "b"}


def test_the_latest_rows_are_held_out_where_new_rows_are_later() -> None:
    chosen, how = held_out(ROWS, ("amount",), split(SplitKind.LATER, "day"), where="t.csv")

    assert (chosen.sum(), how) == (20, "the latest by column 'day'")
    assert ROWS["day"][chosen].min() > ROWS["day"][~chosen].max()


@pytest.mark.parametrize("kind", [SplitKind.GROUPED, SplitKind.INTERLEAVED])
def test_whole_groups_are_held_out_where_new_rows_are_of_other_groups(kind: SplitKind) -> None:
    chosen, how = held_out(ROWS, ("amount",), split(kind, "who"), where="t.csv")

    assert (chosen.sum(), how) == (20, "whole groups of column 'who'")
    assert set(ROWS["who"][chosen]).isdisjoint(ROWS["who"][~chosen])


def test_a_fifth_of_the_rows_counts_and_not_of_groups_or_times() -> None:
    uneven = pd.DataFrame({"who": [*["many"] * 70, *(f"p{row}" for row in range(30))], "day": [*range(2000, 2070), *[2070] * 30]}, dtype=str)

    groups, _ = held_out(uneven, ("y",), split(SplitKind.GROUPED, "who"), where="t.csv")
    later, _ = held_out(uneven, ("y",), split(SplitKind.LATER, "day"), where="t.csv")

    assert groups.sum() == 15  # of 31 groups half at most
    assert not groups[:70].any()
    assert later.sum() == 30  # one day more would be no nearer


@pytest.mark.parametrize(
    ("rows", "words", "message"),
    [
        (ROWS.head(9), None, r"t\.csv: expected at least 10 rows with a target.*found 9\. Name a test set: --test FILE"),
        (ROWS, split(SplitKind.GROUPED, "nobody"), r"a column to split by, other than the target, found 'nobody'"),
        (ROWS, split(SplitKind.GROUPED, "amount"), r"a column to split by, other than the target"),
        (ROWS.assign(who="one"), split(SplitKind.GROUPED, "who"), r"groups in column 'who', found 1"),
        (ROWS.assign(day=["2023"] + ["2024"] * 99), split(SplitKind.LATER, "day"), r"fewer than the others, found 99% of the rows at the last ones"),
        (ROWS.assign(day="words"), split(SplitKind.LATER, "day"), r"points in time in column 'day', found 0 different ones"),
    ],
    ids=["few rows", "no column", "the target", "one group", "all at the end", "no times"],
)
def test_what_cannot_be_held_out_is_told(rows: pd.DataFrame, words: SplitWords | None, message: str) -> None:
    with pytest.raises(CompetitionError, match=message):
        held_out(rows, ("amount",), words, where="t.csv")


def test_where_every_label_is_too_rare_rows_are_held_out_all_the_same() -> None:
    rows = pd.DataFrame({"x": range(40), "y": [f"label {row}" for row in range(40)]}, dtype=str)

    chosen, how = held_out(rows, ["y"], None, where="here")

    assert (chosen.sum(), how) == (8, "at random")
