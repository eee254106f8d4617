"""A mark among numbers counts as missing, and that is said."""

from pathlib import Path

import pandas as pd
import pytest

from haste.competitions import folder, gap_marks, own_data, sources
from haste.competitions.profile import profile
from haste.vocabulary.scales import ColumnKind
from tests.unit.competitions.folders import COUNT, TEST_COUNT, labels, test_of, train_of, write_files

Words = list[str]


def emptied(values: Words, *others: str) -> tuple[Words, Words, tuple[str, ...]]:
    """What becomes of a column of the training table, and of the test table."""
    train, test, remarks = gap_marks.emptied(pd.DataFrame({"x": values}, dtype=str), pd.DataFrame({"x": others}, dtype=str), ["x"])
    return train["x"].tolist(), test["x"].tolist(), remarks


def test_a_mark_among_numbers_of_both_tables_is_emptied() -> None:
    assert emptied(["1", "?", "2.5", ""], "?", "7") == (
        ["1", "", "2.5", ""],
        ["", "7"],
        ("counted as missing: '?' in 'x', 2 fields, since every other value there is a number",),
    )


@pytest.mark.parametrize(
    "values",
    [["1", "?", "2", "-", "?"], ["1", "?", "two", "?"], ["1", "?", "?"], ["1", "2", "?"], ["a", "-", "-", "b"], ["1", "2", "n", "n"], ["1", "2"]],
    ids=["two marks", "a word", "one number", "once", "no numbers", "a letter", "no mark"],
)
def test_other_values_stay_as_they_are(values: Words) -> None:
    assert emptied(values, "1") == (values, ["1"], ())


def test_a_word_in_the_test_alone_keeps_the_mark() -> None:
    assert emptied(["1", "?", "2", "?"], "many") == (["1", "?", "2", "?"], ["many"], ())


def test_long_lists_of_columns_are_cut() -> None:
    train = pd.DataFrame({f"c{number}": ["1", "2", "-", "-"] for number in range(8)}, dtype=str)

    _, _, (remark,) = gap_marks.emptied(train, train.drop(columns=["c0"]), list(train.columns))

    assert remark.startswith("counted as missing: '-' in 'c0', 'c1', 'c2', 'c3', 'c4', 'c5' and 2 more, 30 fields")


@pytest.mark.parametrize("alone", [False, True], ids=["two tables", "one table"])
def test_such_a_column_is_one_of_numbers_however_they_are_written(tmp_path: Path, *, alone: bool) -> None:
    values = [("?" if row % 3 == 0 else f"${row},{row + 100}.50") for row in range(COUNT)]
    train, test = train_of(x=values, y=labels("-", "1", "2", count=COUNT)), test_of(x=values[:TEST_COUNT])
    write_files(tmp_path / "mine", train=train, test=None if alone else test, sample_submission=None)
    (tmp_path / "mine" / "config.yaml").write_text("target: y\nid_column: id\nmetric: accuracy\n", encoding="utf-8")

    competition = own_data.prepare(sources.find(tmp_path / "mine"), into=tmp_path / "into")

    (column,) = profile(competition).columns
    assert (column.kind, 0.2 < column.missing < 0.4, "-" in competition.classes) == (ColumnKind.NUMERIC, True, True)
    assert any(line.startswith("counted as missing: '?' in 'x', ") for line in folder.inferred(Path(competition.public)))
