"""The first rows of train.csv, for authors that a user lets see some."""

from pathlib import Path

import msgspec
import pytest

from haste.competitions.sample_rows import first_rows
from haste.vocabulary.competition import Competition
from tests.builders import competition


@pytest.fixture
def leaf(tmp_path: Path) -> Competition:
    (tmp_path / "train.csv").write_text('id,note\n1,"two\nlines"\n2,' + "x" * 500 + "\n3,third\n", encoding="utf-8")
    return msgspec.structs.replace(competition(), public=str(tmp_path))


def test_nothing_is_shown_unless_it_is_asked_for(leaf: Competition) -> None:
    assert first_rows(leaf, 0) == ""


def test_rows_are_whole_and_long_values_are_cut(leaf: Competition) -> None:
    assert first_rows(leaf, 1) == 'id,note\n1,"two\nlines"\n'
    assert first_rows(leaf, 2).endswith("2," + "x" * 200 + "...\n")


def test_a_file_with_fewer_rows_is_shown_whole(leaf: Competition) -> None:
    assert first_rows(leaf, 99).count("third") == 1


def test_a_value_that_is_longer_than_a_book_is_cut_too(leaf: Competition) -> None:
    (Path(leaf.public) / "train.csv").write_text("id,note\n1," + "x" * 200_000 + "\n", encoding="utf-8")

    assert first_rows(leaf, 1) == "id,note\n1," + "x" * 200 + "...\n"
