"""Tables survive reading and writing exactly as they were written, and say what is wrong with them."""

from pathlib import Path

import pandas as pd
import pytest

from haste.errors import CompetitionError
from haste.evaluation import tables
from tests.unit.evaluation.examples import table

TEXTS = [
    *("007", "1.50", "1e5", "True", "NA", "", "  two  spaces ", 'a "quoted" word', "two\nlines"),
    *("a,b", "2020-01-01", "ünïcode", "\ttab", "-0", "nan"),
]


def test_texts_come_back_as_they_were(tmp_path: Path) -> None:
    given = table(id=range(len(TEXTS)), text=TEXTS)

    tables.write(given, tmp_path / "t.csv")

    pd.testing.assert_frame_equal(tables.read(tmp_path / "t.csv"), given)


@pytest.mark.parametrize("text", ["a\rb", "\r", "a\r\nb", 'a "b"\r, c'])
def test_a_carriage_return_ends_no_line(text: str, tmp_path: Path) -> None:
    given = table(id=range(2), text=[text, ""])

    tables.write(given, tmp_path / "t.csv")

    pd.testing.assert_frame_equal(tables.read(tmp_path / "t.csv"), given)
    pd.testing.assert_frame_equal(tables.parse(tables.as_text(given).encode()), given)


def test_carriage_returns_inside_of_a_text_come_back_too(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_bytes(b'a,b\r\n1,"x\r\ny"\r\n')

    assert tables.read(tmp_path / "t.csv")["b"].tolist() == ["x\r\ny"]


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (b"", "No columns"),
        (b"\n\n", "No columns"),
        (b"a,b\n1,\xe9t\xe9\n", "byte 0xe9"),
        (b"a,b\n1,2,3\n", "more values than the header"),
        (b"a,b\n1,2\n1,2,3\n", "line 3"),
        (b'a,b\n1,"2\n', "EOF inside string"),
    ],
)
def test_a_broken_table_says_where_and_what(content: bytes, found: str, tmp_path: Path) -> None:
    (tmp_path / "train.csv").write_bytes(content)

    with pytest.raises(CompetitionError) as caught:
        tables.read(tmp_path / "train.csv")

    assert found in caught.value.found
    assert str(tmp_path / "train.csv") == caught.value.where


def test_a_table_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(CompetitionError, match=r"expected a file test\.csv, found none"):
        tables.read(tmp_path / "test.csv")


def test_a_folder_in_the_place_of_a_table_is_refused(tmp_path: Path) -> None:
    (tmp_path / "train.csv").mkdir()

    with pytest.raises(CompetitionError):
        tables.read(tmp_path / "train.csv")


def test_missing_means_the_same_as_to_a_solution(tmp_path: Path) -> None:
    given = table(id=range(len(TEXTS)), text=TEXTS)
    tables.write(given, tmp_path / "t.csv")

    assert tables.missing(given["text"]).tolist() == pd.read_csv(tmp_path / "t.csv")["text"].isna().tolist()


def test_texts_that_are_no_numbers_are_not_a_number() -> None:
    assert [str(number) for number in tables.numbers(pd.Series(["1.5", "x", "", "1e3", "inf"], dtype=str))] == ["1.5", "nan", "nan", "1000.0", "inf"]
