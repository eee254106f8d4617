"""Private answers are read by the grader alone, and may be missing."""

import ast
from pathlib import Path

import pytest

from haste.competitions import folder, grading
from haste.competitions.grading import Grade
from haste.errors import CompetitionError
from haste.vocabulary.competition import Competition
from haste.vocabulary.scales import Reason
from tests.unit.competitions.folders import TRAIN, Rows, labels, write, write_files
from tests.unit.evaluation.examples import csv, table

IDS = range(40, 60)


def graded(tmp_path: Path, answers: Rows, config: str = "id: toy\n", **files: Rows | None) -> Competition:
    place = write(tmp_path / "a", config=config, **files)
    private = place / "prepared" / "private"
    private.mkdir()
    table(**answers).to_csv(private / "test.csv", index=False)
    return folder.load(place)


def test_a_submission_is_scored_against_the_private_answers(tmp_path: Path) -> None:
    competition = graded(tmp_path, {"id": IDS, "y": range(20)})

    assert grading.grade(competition, csv(id=IDS, y=range(1, 21))) == Grade(score=1.0, reason=None)


def test_without_answers_there_is_neither_score_nor_reason(tmp_path: Path) -> None:
    assert grading.grade(folder.load(write(tmp_path / "a")), csv(id=IDS, y=range(20))) == Grade(score=None, reason=None)


def test_a_submission_that_does_not_fit_has_its_reason(tmp_path: Path) -> None:
    competition = graded(tmp_path, {"id": IDS, "y": range(20)})

    found = grading.grade(competition, csv(id=[1], y=[2]))

    assert (found.score, found.reason) == (None, Reason.WRONG_ROWS)
    assert "expected one row for each of the 20 ids" in found.message


def test_of_two_submissions_the_better_one_leads_by_more_than_the_error_of_rows(tmp_path: Path) -> None:
    competition = graded(tmp_path, {"id": IDS, "y": range(20)})
    near, far = csv(id=IDS, y=range(1, 21)), csv(id=IDS, y=[*range(3, 13), *range(14, 24)])

    ahead = grading.lead(competition, near, far, seed=0, rounds=50)
    behind = grading.lead(competition, far, near, seed=0, rounds=50)

    assert ahead.mean > 1
    assert 0 < ahead.se < ahead.mean / 2
    assert behind.mean == -ahead.mean


def test_no_submission_leads_where_there_are_no_answers(tmp_path: Path) -> None:
    with pytest.raises(CompetitionError, match="private answers"):
        grading.lead(folder.load(write(tmp_path / "a")), csv(id=IDS, y=range(20)), csv(id=IDS, y=range(20)), seed=0, rounds=2)


def test_answers_may_have_more_columns_than_a_submission(tmp_path: Path) -> None:
    competition = graded(tmp_path, {"id": IDS, "y": range(20), "Usage": ["Private"] * 20})

    assert grading.grade(competition, csv(id=IDS, y=range(20))).score == 0


def test_answers_may_be_labels_where_the_submission_has_probabilities(tmp_path: Path) -> None:
    answers = {"id": IDS, "y": labels("1", "2", count=20)}
    competition = graded(tmp_path, answers, train={**TRAIN, "y": labels("1", "2")})

    assert grading.grade(competition, csv(id=IDS, y=[0.1, 0.9] * 10)).score == 1


def test_answers_may_be_labels_where_the_submission_has_a_column_a_class(tmp_path: Path) -> None:
    sample = {"id": IDS, **{name: [0] * 20 for name in "ab"}}
    competition = graded(tmp_path, {"id": IDS, "y": labels("a", "b", count=20)}, train={**TRAIN, "y": labels("a", "b")}, sample_submission=sample)

    assert grading.grade(competition, csv(id=IDS, a=[1, 0] * 10, b=[0, 1] * 10)).score == pytest.approx(0, abs=1e-9)


@pytest.mark.parametrize(
    ("answers", "message"), [({"id": IDS, "z": range(20)}, "columns id, y"), ({"id": IDS, "y": ["?"] * 20}, "a number in every")]
)
def test_answers_that_do_not_fit_are_refused(answers: Rows, message: str, tmp_path: Path) -> None:
    with pytest.raises(CompetitionError, match=message):
        grading.grade(graded(tmp_path, answers), csv(id=IDS, y=range(20)))


def test_a_folder_of_loose_files_has_no_answers_even_if_something_called_private_lies_beside_it(tmp_path: Path) -> None:
    write_files(tmp_path / "mine")
    (tmp_path / "private").mkdir()
    table(id=IDS, y=range(20)).to_csv(tmp_path / "private" / "test.csv", index=False)

    assert grading.grade(folder.load(tmp_path / "mine"), csv(id=IDS, y=range(20))).score is None


@pytest.mark.parametrize(
    ("guesses", "expected"), [(range(20), (1.0, True, "gold")), (range(1, 21), (0.75, True, None)), (range(9, 29), (0.0, False, None))]
)
def test_a_score_is_compared_with_the_leaderboard(guesses: Rows, expected: tuple[float, bool, str | None], tmp_path: Path) -> None:
    competition = graded(tmp_path, {"id": IDS, "y": range(20)})
    (tmp_path / "a" / "leaderboard.csv").write_text("score\n0.5\n1.0\n2.0\n3.0\n", encoding="utf-8")

    found = grading.grade(competition, csv(id=IDS, y=guesses))

    assert (found.percentile, found.above_median, found.medal) == expected


def test_without_a_leaderboard_there_is_a_score_and_no_standing(tmp_path: Path) -> None:
    found = grading.grade(graded(tmp_path, {"id": IDS, "y": range(20)}), csv(id=IDS, y=range(20)))

    assert (found.score, found.percentile, found.above_median, found.medal) == (0.0, None, None, None)


def test_a_submission_that_does_not_fit_has_no_standing(tmp_path: Path) -> None:
    competition = graded(tmp_path, {"id": IDS, "y": range(20)})
    (tmp_path / "a" / "leaderboard.csv").write_text("score\n0.5\n", encoding="utf-8")

    assert grading.grade(competition, csv(id=[1], y=[2])).medal is None


def test_no_other_code_names_the_private_folder_except_to_write_it_or_to_keep_out_of_it() -> None:
    rooms = [Path(grading.__file__).parent, Path(grading.__file__).parents[1] / "evaluation"]
    naming = set()
    for path in (path for room in rooms for path in room.rglob("*.py")):
        texts = [node.value for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Constant)]
        naming |= {path.name for text in texts if text == "private"}

    assert naming == {"grading.py", "other_files.py", "own_data.py", "preparing.py"}
