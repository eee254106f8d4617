"""A bundled competition whose answers are parts of rows is written with train_answers.csv, and loads as one of the view `declared`."""

from pathlib import Path

import pytest

from haste.competitions import folder, grading
from haste.competitions.bundled import preparing
from haste.evaluation import tables
from haste.vocabulary.scales import AnswerForm, View
from tests.unit.competitions.restoring import BUNDLED, EACH, SCENES, SIDE, TEST_SCENES

ROWS, PIXELS = EACH * SCENES, SIDE * SIDE


@pytest.fixture
def place(tmp_path: Path) -> Path:
    preparing.write(BUNDLED, tmp_path)
    return tmp_path


def test_each_number_of_a_target_is_an_answer_under_the_id_of_its_row_and_its_places(place: Path) -> None:
    public = place / "prepared" / "public"

    answers = tables.read(public / "train_answers.csv")

    assert answers.columns.tolist() == ["id", "value"]
    assert answers["id"].iloc[[0, 1, SIDE, PIXELS]].tolist() == ["0_0_0", "0_0_1", "0_1_0", "1_0_0"]
    assert len(answers) == ROWS * PIXELS
    assert set(answers["value"]) == {"60", "180"}
    assert tables.read(public / "train.csv").columns.tolist() == tables.read(public / "test.csv").columns.tolist() == ["id", "scene"]


def test_it_is_declared_and_its_private_answers_are_perfect(place: Path) -> None:
    competition = folder.load(place)

    assert (competition.view, competition.form, competition.media) == (View.DECLARED, AnswerForm.VALUE, "id")
    private = (place / "prepared" / "private" / "test.csv").read_bytes()
    assert grading.grade(competition, private).score == 0
    sample = tables.read(place / "prepared" / "public" / "sample_submission.csv")
    assert sample["id"].tolist() == tables.parse(private)["id"].tolist()
    assert len(sample) == EACH * TEST_SCENES * PIXELS
