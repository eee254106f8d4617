"""The profile says what the data look like, by statistics alone."""

import math
from pathlib import Path

import msgspec
import numpy as np
import pytest

from haste.competitions import folder, profile
from haste.errors import CompetitionError
from haste.vocabulary.competition import Profile
from haste.vocabulary.scales import ColumnKind, TargetKind
from tests.unit.competitions.folders import TEST, TRAIN, Rows, labels, write


def profiled(tmp_path: Path, config: str = "id: toy\n", **files: Rows | None) -> Profile:
    return profile.profile(folder.load(write(tmp_path / "a", config=config, **files)))


def test_rows_and_bytes_are_counted(tmp_path: Path) -> None:
    found = profiled(tmp_path)

    assert (found.rows, found.test_rows) == (40, 20)
    assert found.bytes == sum(path.stat().st_size for path in (tmp_path / "a" / "prepared" / "public").iterdir())


def test_the_columns_are_the_features_that_the_test_set_has_too(tmp_path: Path) -> None:
    found = profiled(tmp_path, train={**TRAIN, "later": range(40)})

    assert [(column.name, column.in_test) for column in found.columns] == [("x", True)]


def test_a_numeric_column_is_told_by_its_range_and_skew(tmp_path: Path) -> None:
    train = {**TRAIN, "x": ["", *[1] * 30, *range(2, 11)]}

    (column,) = profiled(tmp_path, train=train).columns

    assert (column.kind, column.distinct, column.lower, column.upper) == (ColumnKind.NUMERIC, 10, 1.0, 10.0)
    assert column.missing == pytest.approx(1 / 40)
    values = np.array([*[1] * 30, *range(2, 11)])
    third, second = ((values - values.mean()) ** 3).mean(), values.var()
    assert column.skew == pytest.approx(third / second**1.5 * math.sqrt(39 * 38) / 37)


def test_a_numeric_column_with_slips_is_numeric_and_the_slips_are_missing(tmp_path: Path) -> None:
    (column,) = profiled(tmp_path, train={**TRAIN, "x": ["oops", *(row / 3 for row in range(39))]}).columns

    assert (column.kind, column.lower, column.distinct) == (ColumnKind.NUMERIC, 0.0, 39)
    assert column.upper == pytest.approx(38 / 3)
    assert column.missing == pytest.approx(1 / 40)


def test_a_text_column_is_told_by_its_words(tmp_path: Path) -> None:
    words = [f"review number {row} is short" for row in range(40)]

    text = profiled(tmp_path, train={**TRAIN, "t": words}, test={**TEST, "t": words[:20]}).columns[1]

    assert (text.kind, text.words, text.lower) == (ColumnKind.TEXT, 5.0, None)


def test_a_target_with_classes_is_told_by_their_shares(tmp_path: Path) -> None:
    found = profiled(tmp_path, train={**TRAIN, "y": ["", *["rare"] * 3, *["often"] * 36]})

    assert (found.target_kind, found.classes) == (TargetKind.BINARY, 2)
    assert found.rarest_class == pytest.approx(3 / 39)
    assert (found.target.kind, found.target.distinct) == (ColumnKind.CATEGORICAL, 2)
    assert found.target.missing == pytest.approx(1 / 40)
    assert found.target.in_test is False


def test_a_numeric_target_is_told_by_its_range(tmp_path: Path) -> None:
    found = profiled(tmp_path)

    assert (found.target_kind, found.classes, found.rarest_class) == (TargetKind.REGRESSION, 0, 0.0)
    assert (found.target.lower, found.target.upper) == (0.25, 39.25)


def test_labels_are_counted_as_they_are_written(tmp_path: Path) -> None:
    assert profiled(tmp_path, config="metric: accuracy", train={**TRAIN, "y": labels("01", "1", "2")}).classes == 3


def test_rows_with_equal_features_are_duplicates_whatever_their_id_and_target(tmp_path: Path) -> None:
    assert profiled(tmp_path, train={**TRAIN, "x": [1, 1, 1, *range(2, 39)]}).duplicates == pytest.approx(3 / 40)


def test_mixed_types_do_not_stop_it(tmp_path: Path) -> None:
    assert profiled(tmp_path, train={**TRAIN, "x": labels("1", "one", "", "1e9", "True")}).columns[0].kind is ColumnKind.CATEGORICAL


def test_infinite_and_constant_numbers_do_not_stop_it(tmp_path: Path) -> None:
    train, test = {**TRAIN, "x": ["inf", *range(39)], "c": [3] * 40}, {**TEST, "c": [3] * 20}

    infinite, constant = profiled(tmp_path, train=train, test=test).columns

    assert (infinite.lower, infinite.upper) == (0.0, 38.0)
    assert constant.kind is ColumnKind.CONSTANT


def test_no_value_of_a_row_is_told(tmp_path: Path) -> None:
    secret = [f"a very secret sentence {row}" for row in range(40)]

    found = profiled(tmp_path, train={**TRAIN, "t": secret}, test={**TEST, "t": secret[:20]})

    assert b"secret" not in msgspec.json.encode(found)


def test_a_file_that_went_away_is_named(tmp_path: Path) -> None:
    competition = folder.load(write(tmp_path / "a"))
    (Path(competition.public) / "train.csv").unlink()

    with pytest.raises(CompetitionError, match=r"train\.csv: expected a CSV table"):
        profile.profile(competition)


def test_the_description_is_the_one_that_lies_there(tmp_path: Path) -> None:
    competition = folder.load(write(tmp_path / "a"))
    (Path(competition.public) / "description.md").write_bytes(b"# Caf\xe9\n")

    assert profile.description(competition) == "# Caf\ufffd\n"


def test_without_a_description_the_task_is_told_in_a_sentence(tmp_path: Path) -> None:
    competition = folder.load(write(tmp_path / "a", config="name: A toy\n"))

    assert profile.description(competition) == "# A toy\n\nPredict y. Scored by rmse. Lower is better.\n"
