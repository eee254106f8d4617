"""A sample submission that goes by another name is found by what stands in it, and tables that are not used are named."""

from pathlib import Path

import pytest

from haste.competitions import folder, own_data, sources
from haste.competitions.config import Config
from haste.evaluation import tables
from haste.vocabulary.competition import Competition
from tests.unit.competitions.folders import SAMPLE, TRAIN, Rows, labels, write_files
from tests.unit.evaluation.examples import table

NO_SAMPLE = {"sample_submission": None}
FOUND = "sample submission: gender_submission.csv, since it is called so and has the ids of test.csv; --sample FILE says otherwise"


def made(tmp_path: Path, beside: dict[str, Rows], said: Config | None = None, **files: Rows | None) -> tuple[Competition, list[str]]:
    """The competition of a folder with these tables beside the usual ones, and what is said of it."""
    place = write_files(tmp_path / "mine", **(NO_SAMPLE | files))
    for name, rows in beside.items():
        table(**rows).to_csv(place / name, index=False)
    competition = own_data.prepare(sources.find(place), wishes=said or Config(), into=tmp_path / "into")
    return competition, [line for line in folder.inferred(Path(competition.public)) if "submission" in line or line.startswith("not used")]


@pytest.mark.parametrize(
    ("sample", "answers"),
    [
        (SAMPLE, ("y",)),
        ({"y": [0] * 20, "id": range(40, 60)}, ("y",)),
        ({"id": range(40, 60), "prediction": [0] * 20}, ("prediction",)),
    ],
    ids=["usual", "id last", "another name for the answer"],
)
def test_a_table_with_the_ids_of_the_test_and_answers_is_the_sample(sample: Rows, answers: tuple[str, ...], tmp_path: Path) -> None:
    competition, said = made(tmp_path, {"gender_submission.csv": sample})

    assert (competition.id_column, competition.answer_columns, said[0]) == ("id", answers, FOUND)


def test_a_column_for_each_label_is_asked_for_by_a_sample_of_another_name(tmp_path: Path) -> None:
    sample: Rows = {"id": range(40, 60), "a": [0.5] * 20, "b": [0.5] * 20}

    competition, _ = made(tmp_path, {"my_sample (1).csv": sample}, train={**TRAIN, "y": labels("a", "b")})

    assert (competition.answer_columns, list(tables.read(Path(competition.public) / "sample_submission.csv"))) == (("a", "b"), ["id", "a", "b"])


@pytest.mark.parametrize(
    ("name", "rows"),
    [
        ("gender_submission.csv", {"id": range(20), "y": [0] * 20}),
        ("gender_submission.csv", {"id": range(40, 60)}),
        ("gender_submission.csv", {"key": range(40, 60), "y": [0] * 20}),
        ("samples.csv", {"id": range(40, 60), "tissue": labels("liver", "skin", count=20)}),
        ("stores.csv", SAMPLE),
    ],
    ids=["other ids", "no answers", "no id", "no target", "called otherwise"],
)
def test_a_table_that_does_not_fit_is_no_sample_and_is_named(name: str, rows: Rows, tmp_path: Path) -> None:
    competition, said = made(tmp_path, {name: rows})

    assert competition.answer_columns == ("y",)
    assert said == [f"not used: {name}, since only train, test and a sample submission are read; join to both tables what is to be learned from"]


def test_of_two_that_fit_none_is_taken_and_that_is_said(tmp_path: Path) -> None:
    _, said = made(tmp_path, {"a_submission.csv": SAMPLE, "b_submission.csv": SAMPLE})

    assert said == ["no sample submission, since 2 tables fit: a_submission.csv, b_submission.csv; --sample FILE names the right one"]


def test_a_table_that_cannot_be_read_is_no_sample(tmp_path: Path) -> None:
    place = write_files(tmp_path / "mine", sample_submission=None)
    (place / "old_submission.xlsx").write_bytes(b"no workbook")

    competition = own_data.prepare(sources.find(place), into=tmp_path / "into")

    assert any(line.startswith("not used: old_submission.xlsx, since") for line in folder.inferred(Path(competition.public)))


def test_a_sample_of_the_usual_name_goes_first(tmp_path: Path) -> None:
    _, said = made(tmp_path, {"gender_submission.csv": SAMPLE}, sample_submission=SAMPLE)

    assert [line.partition(",")[0] for line in said if line.startswith("not used")] == ["not used: gender_submission.csv"]
