"""Competitions whose answers are parts of rows: how they are known, what is shown of them, and what is refused."""

from pathlib import Path

import pytest

from haste.competitions import folder
from haste.competitions.profile import profile
from haste.errors import CompetitionError
from haste.evaluation.dummy import dummy_score
from haste.vocabulary.competition import OtherFiles
from haste.vocabulary.scales import AnswerForm, TargetKind, View
from tests.unit.competitions import declaring, folders


def test_a_file_of_answers_makes_the_view_declared_and_says_so(tmp_path: Path) -> None:
    place = declaring.write(tmp_path / "shades")

    competition = folder.load(place)

    assert (competition.view, competition.form, competition.target) == (View.DECLARED, AnswerForm.VALUE, ("value",))
    assert competition.files == OtherFiles(shown=("notes/scale.txt", "train_answers.csv"))
    (said,) = (remark for remark in folder.inferred(place) if remark.startswith("view:"))
    assert said.startswith("view: declared, since train_answers.csv holds answers that cannot be made of train.csv")


def test_the_profile_and_the_zero_of_the_scale_are_those_of_the_answers(tmp_path: Path) -> None:
    competition = folder.load(declaring.write(tmp_path / "shades"))

    found = profile(competition)

    assert (found.rows, found.test_rows, found.target_kind, found.target.name) == (40, 10, TargetKind.REGRESSION, "value")
    assert (found.target.lower, found.target.upper) == (0.5, 8.5)
    assert dummy_score(competition) == pytest.approx(2.15, abs=0.05)  # the spread of the answers: there is nothing better than their mean


def test_a_person_may_have_answers_declared_that_stand_in_train_csv(tmp_path: Path) -> None:
    competition = folder.load(folders.write(tmp_path / "toy", config="id: toy\nview: declared\n"))

    assert (competition.view, competition.target, competition.files) == (View.DECLARED, ("y",), OtherFiles())
    assert "as config.yaml says" in "".join(folder.inferred(tmp_path / "toy"))


def test_a_person_may_have_them_hidden_where_train_csv_holds_them_too(tmp_path: Path) -> None:
    answers = {"id": range(40), "y": range(40)}

    competition = folder.load(folders.write(tmp_path / "toy", config="id: toy\nview: hidden\n", train_answers=answers))

    assert competition.view is View.HIDDEN
    assert "train_answers.csv" in {one.path for one in competition.files.withheld}


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({"train_answers": None}, "train_answers.csv with the answers to training rows"),
        ({"train_answers": {"id": ["0_0"], "other": [1]}}, "the columns of sample_submission.csv: id, value"),
        ({"train_answers": declaring.parts(range(39), truth=True)}, "none for '39' (1 rows without one)"),
        ({"train_answers": declaring.parts(range(41), truth=True)}, "'40_0' (3 such ids)"),
        ({"train_answers": {"id": ["0_0", "0_0"], "value": [1, 2]}}, "'0_0' more than once"),
        ({"train": {"x": range(40)}}, "the id column 'id', so that folds.csv can name rows"),
        ({"sample_submission": declaring.parts(range(40, 49), truth=False)}, "none for '49' (1 rows without one)"),
    ],
)
def test_files_that_do_not_fit_are_refused(tmp_path: Path, files: dict[str, declaring.Rows | None], message: str) -> None:
    place = declaring.write(tmp_path / "shades", **files)

    with pytest.raises(CompetitionError) as raised:
        folder.load(place)

    assert message in str(raised.value)


def test_a_view_that_nobody_chooses_and_a_link_are_refused(tmp_path: Path) -> None:
    with pytest.raises(CompetitionError, match="view: hidden or declared"):
        folder.load(folders.write(tmp_path / "toy", config="id: toy\nview: hidden-with-files\n"))
    place = declaring.write(tmp_path / "shades")
    (place / "prepared" / "public" / "secret.txt").symlink_to("/etc/hostname")

    with pytest.raises(CompetitionError, match=r"secret\.txt, which is none"):
        folder.load(place)
