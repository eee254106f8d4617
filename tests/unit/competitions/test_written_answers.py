"""Competitions whose answers stay the text that they are: masks and texts, from folder to grade."""

from pathlib import Path

import pytest

from haste.competitions import folder, grading
from haste.competitions.profile import profile
from haste.errors import CompetitionError
from haste.evaluation import dummy, scoring, tables, views
from haste.vocabulary.competition import Split
from haste.vocabulary.scales import AnswerForm, Reason
from tests.unit.competitions.folders import Rows, write
from tests.unit.evaluation.examples import csv, table

FILES: dict[AnswerForm, tuple[str, str, list[str]]] = {
    AnswerForm.MASK: ("dice", "1 2", ["", "1 3", "2 2 9 1", ""]),
    AnswerForm.TEXT: ("word_accuracy", "NA", ["two", "NA", "", "5 km"]),
}


@pytest.fixture(params=FILES, ids=lambda form: form.value)
def form(request: pytest.FixtureRequest) -> AnswerForm:
    return AnswerForm(request.param)


def written(place: Path, form: AnswerForm) -> Path:
    metric, constant, answers = FILES[form]
    files: dict[str, Rows] = {
        "train": {"id": range(40), "x": [row / 3 for row in range(40)], "y": answers * 10},
        "test": {"id": range(40, 44), "x": range(4)},
        "sample_submission": {"id": range(40, 44), "y": [constant] * 4},
    }
    write(place, config=f"id: toy\nmetric: {metric}\n", **files)
    (place / "prepared" / "private").mkdir()
    table(id=range(40, 44), y=answers).to_csv(place / "prepared" / "private" / "test.csv", index=False)
    return place


def test_empty_answers_are_answers_and_are_held_out_like_others(tmp_path: Path, form: AnswerForm) -> None:
    competition = folder.load(written(tmp_path / "toy", form))

    held = [tables.read(views.fold_view(competition, Split(folds=4, seed=1), fold, folder=tmp_path / "v").answers) for fold in range(4)]

    assert (competition.form, competition.classes) == (form, ())
    assert sum(len(rows) for rows in held) == 40
    assert sorted(answer for rows in held for answer in rows["y"]) == sorted(FILES[form][2] * 10)
    assert not profile(competition).classes


def test_the_best_constant_and_the_private_answers_are_scored(tmp_path: Path, form: AnswerForm) -> None:
    competition = folder.load(written(tmp_path / "toy", form))

    assert dummy.dummy_score(competition) == pytest.approx(0.5 if form is AnswerForm.MASK else 0.25)
    assert grading.grade(competition, csv(id=range(40, 44), y=FILES[form][2])).score == 1


def test_what_is_no_mask_is_refused(tmp_path: Path) -> None:
    competition = folder.load(written(tmp_path / "toy", AnswerForm.MASK))

    grade = grading.grade(competition, csv(id=range(40, 44), y=["", "1", "", ""]))

    assert grade.reason is Reason.NOT_A_MASK
    view = views.fold_view(competition, Split(folds=2, seed=1), 0, folder=tmp_path / "v")
    scoring.check((view.input / "sample_submission.csv").read_bytes(), tables.read(view.answers), competition)


def test_numbers_are_no_labels_to_rank_where_there_are_columns_for_each(tmp_path: Path) -> None:
    files: dict[str, Rows] = {
        "sample_submission": {"id": range(40, 60), "a": [0] * 20, "b": [0] * 20},
        "train": {"id": range(40), "x": range(40), "y": ["a", "b"] * 20},
    }

    with pytest.raises(CompetitionError, match="map_at_3, whose answers are of the form ranked labels"):
        folder.load(write(tmp_path / "toy", config="id: toy\nmetric: map@3\n", **files))
