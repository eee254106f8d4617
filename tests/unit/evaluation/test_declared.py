"""The view in which solutions declare their out-of-fold predictions: what they are shown, and what the host reads of what they wrote."""

from pathlib import Path

import pandas as pd
import pytest

from haste.competitions import folder
from haste.errors import SubmissionError
from haste.evaluation import declared, scoring, tables, views
from haste.evaluation.declared import Written
from haste.sandbox import environment
from haste.vocabulary.competition import Competition, Split
from haste.vocabulary.scales import Reason
from tests.unit.competitions import declaring

SPLIT = Split(folds=4, seed=3)


@pytest.fixture
def competition(tmp_path: Path) -> Competition:
    return folder.load(declaring.write(tmp_path / "shades"))


def answers(competition: Competition, place: Path, split: Split = SPLIT) -> list[pd.DataFrame]:
    return [tables.read(views.fold_view(competition, split, fold, folder=place).answers) for fold in range(split.folds)]


def csv(table: pd.DataFrame) -> bytes:
    text: str = table.to_csv(index=False)
    return text.encode()


def test_all_folds_are_one_folder_with_everything_and_the_folds_of_the_host(competition: Competition, tmp_path: Path) -> None:
    shown = {views.fold_view(competition, SPLIT, fold, folder=tmp_path / "views").input for fold in range(4)}

    (place,) = shown
    files = sorted(path.relative_to(place).as_posix() for path in place.rglob("*") if path.is_file())
    assert files == ["folds.csv", "notes/scale.txt", "sample_submission.csv", "test.csv", "train.csv", "train_answers.csv"]
    assert {path.stat().st_mtime_ns for path in (place, *place.rglob("*"))} == {946_684_800 * 10**9}
    folds = tables.read(place / "folds.csv")
    assert folds["id"].tolist() == tables.read(place / "train.csv")["id"].tolist()
    assert folds["fold"].value_counts().to_dict() == {"0": 10, "1": 10, "2": 10, "3": 10}


def test_the_host_keeps_the_answers_to_each_fold_for_itself(competition: Competition, tmp_path: Path) -> None:
    by_fold = answers(competition, tmp_path / "views")

    every = pd.concat(by_fold)
    assert sorted(every["id"]) == sorted(map(str, declaring.parts(range(40), truth=True)["id"]))
    rows = [set(fold["id"].str.split("_").str[0]) for fold in by_fold]
    assert [len(one) for one in rows] == [10] * 4  # whole rows: no two folds have parts of one
    assert len(set().union(*rows)) == 40


def test_one_hold_out_has_rows_that_nobody_predicts(competition: Competition, tmp_path: Path) -> None:
    (held,) = answers(competition, tmp_path / "views", Split(folds=1, holdout=0.2, seed=3))

    folds = tables.read(next(tmp_path.glob("views/shades/*/input/folds.csv")))
    assert folds["fold"].value_counts().to_dict() == {"-1": 32, "0": 8}
    assert len(held) == 8 * declaring.PARTS


def test_each_fold_is_scored_on_what_was_written_for_its_rows(competition: Competition, tmp_path: Path) -> None:
    by_fold = answers(competition, tmp_path / "views")
    right = pd.concat(by_fold)
    wrong = by_fold[2]["id"].iloc[0]
    told = right.assign(value=[str(float(value) + 3 * (name == wrong)) for name, value in zip(right["id"], right["value"], strict=True)])
    written = Written(out_of_fold=csv(told.sample(frac=1, random_state=0)), submission=b"")

    declared.see_that_it_is_whole(written, by_fold, competition)
    scores = [scoring.score(declared.of_fold(written, fold, competition), fold, competition) for fold in by_fold]

    assert [round(score, 9) for score in scores] == [0.0, 0.0, round(3 / 30**0.5, 9), 0.0]


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (lambda table: table.iloc[1:], Reason.WRONG_ROWS),
        (lambda table: pd.concat([table, table.iloc[:1]]), Reason.WRONG_ROWS),
        (lambda table: table.rename(columns={"value": "answer"}), Reason.WRONG_COLUMNS),
        (lambda table: table.assign(value="many"), Reason.NOT_A_NUMBER),
    ],
)
def test_predictions_that_are_not_whole_are_refused_by_the_name_of_their_file(
    competition: Competition, tmp_path: Path, spoil: object, reason: Reason
) -> None:
    by_fold = answers(competition, tmp_path / "views")
    assert callable(spoil)
    written = Written(out_of_fold=csv(spoil(pd.concat(by_fold))), submission=b"")

    with pytest.raises(SubmissionError) as raised:
        declared.see_that_it_is_whole(written, by_fold, competition)

    assert (raised.value.reason, raised.value.where) == (reason, "out_of_fold.csv")


def test_a_file_that_is_no_table_is_refused_for_each_fold(competition: Competition, tmp_path: Path) -> None:
    (first, *_) = answers(competition, tmp_path / "views")

    with pytest.raises(SubmissionError, match="out_of_fold"):
        declared.of_fold(Written(out_of_fold=b"\xff", submission=b""), first, competition)


def test_what_authors_are_told_is_what_the_sandbox_collects() -> None:
    assert declared.OUT_OF_FOLD == environment.OUT_OF_FOLD
