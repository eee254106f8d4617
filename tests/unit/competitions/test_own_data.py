"""A person's own tables become a competition, and their folder stays as it is."""

from pathlib import Path

import pytest
from PIL import Image

from haste.competitions import folder, grading, own_data, sources
from haste.competitions.config import Config
from haste.errors import CompetitionError, MetricError
from haste.evaluation import tables
from haste.vocabulary.competition import Competition
from haste.vocabulary.scales import AnswerForm
from tests.unit.competitions.folders import TEST, TRAIN, Rows, labels, listing, write, write_files
from tests.unit.evaluation.examples import table


def prepared(place: Path, *, into: Path, target: str | None = None, metric: str | None = None) -> Competition:
    said = {name: value for name, value in (("target", target), ("metric", metric)) if value}
    return own_data.prepare(sources.find(place), wishes=Config.model_validate(said), into=into)


def solved(tmp_path: Path, *, target: str | None = None, metric: str | None = None, **files: Rows | None) -> Competition:
    place = write_files(tmp_path / "My Data", **({"sample_submission": None} | files))
    before = listing(place)
    competition = prepared(place, target=target, metric=metric, into=tmp_path / "into")
    assert listing(place) == before
    return competition


def test_two_tables_are_enough(tmp_path: Path) -> None:
    competition = solved(tmp_path)

    assert (competition.id, competition.name, competition.target) == ("my-data", "My Data", ("y",))
    assert (competition.metric.name, competition.form) == ("rmse", AnswerForm.VALUE)
    sample = tables.read(Path(competition.public) / "sample_submission.csv")
    assert sample.to_dict("list") == {"id": [str(row) for row in range(40, 60)], "y": ["0"] * 20}
    assert Path(competition.public).is_relative_to(tmp_path / "into")


def test_the_copy_is_in_the_houses_layout(tmp_path: Path) -> None:
    competition = solved(tmp_path)

    assert folder.load(Path(competition.public).parents[1]) == competition
    assert folder.load(Path(competition.public)) == competition


@pytest.mark.parametrize(
    ("values", "metric", "form", "answer"),
    [
        (labels("no", "yes"), None, AnswerForm.PROBABILITY, "0.5"),
        (labels("no", "yes"), "accuracy", AnswerForm.LABEL, "no"),
        (labels("a", "b", "c"), None, AnswerForm.LABEL, "a"),
        (labels("1", "2", "3"), "rmse", AnswerForm.VALUE, "0"),
    ],
)
def test_the_sample_that_is_made_has_the_form_of_the_answers(values: list[str], metric: str, form: AnswerForm, answer: str, tmp_path: Path) -> None:
    competition = solved(tmp_path, metric=metric, train={**TRAIN, "y": values})

    assert competition.form is form
    assert set(tables.read(Path(competition.public) / "sample_submission.csv")["y"]) == {answer}


def test_a_sample_that_is_there_is_used(tmp_path: Path) -> None:
    sample = {"id": range(40, 60), **{name: [0] * 20 for name in "ab"}}

    competition = solved(tmp_path, train={**TRAIN, "y": labels("a", "b")}, sample_submission=sample)

    assert (competition.form, competition.answer_columns) == (AnswerForm.CLASS_PROBABILITIES, ("a", "b"))


def test_rows_without_a_target_are_left_out_and_their_number_is_said(tmp_path: Path) -> None:
    competition = solved(tmp_path, train={**TRAIN, "y": ["", "NA", *range(38)]})

    assert tables.read(Path(competition.public) / "train.csv")["y"].tolist() == [str(row) for row in range(38)]
    assert "left out 2 rows of train.csv without a target" in folder.inferred(Path(competition.public))


def test_tables_without_ids_get_some(tmp_path: Path) -> None:
    competition = solved(tmp_path, train={"x": labels("a", "b"), "y": range(40)}, test={"x": labels("a", "b", count=20)})

    assert competition.id_column == "id"
    assert tables.read(Path(competition.public) / "train.csv")["id"].tolist() == [str(row) for row in range(40)]
    assert tables.read(Path(competition.public) / "test.csv")["id"].tolist() == [str(row) for row in range(40, 60)]
    assert "added a column id that numbers the rows" in folder.inferred(Path(competition.public))


def test_an_id_column_that_cannot_name_rows_is_not_taken(tmp_path: Path) -> None:
    competition = solved(tmp_path, train={**TRAIN, "id": [1] * 40}, test={**TEST, "id": [1] * 20, "x": [1] * 20})

    assert competition.id_column == "row_id"


def test_ids_are_found_by_name_and_by_contents(tmp_path: Path) -> None:
    train, test = {"x": labels("a", "b"), "Loan_ID": range(40), "y": range(40)}, {"x": labels("a", "b", count=20), "Loan_ID": range(20)}
    assert solved(tmp_path / "1", train=train, test=test).id_column == "Loan_ID"
    train, test = {"x": labels("a", "b"), "no": range(40), "y": range(40)}, {"x": labels("a", "b", count=20), "no": range(20)}
    assert solved(tmp_path / "2", train=train, test=test).id_column == "no"


def test_ids_of_one_table_stay_as_they_are_written(tmp_path: Path) -> None:
    ids = [f"{row:,}" for row in range(980, 1020)]

    competition = solved(tmp_path, train={"x": labels("a", "b"), "no": ids, "y": range(40)}, test=None)

    assert competition.id_column == "no"
    assert {*tables.read(Path(competition.public) / "train.csv")["no"], *tables.read(Path(competition.public) / "test.csv")["no"]} == set(ids)


def test_several_columns_of_0_and_1_say_why_they_are_scored_as_they_are(tmp_path: Path) -> None:
    flags = {"late": [0, 1] * 20, "lost": [0, 0, 0, 1] * 10}

    competition = solved(
        tmp_path, train={"id": range(40), "x": range(40), **flags}, sample_submission={"id": range(40, 60), "late": [0] * 20, "lost": [0] * 20}
    )

    told = "metric: auc (maximize), usual for 2 columns of 0 and 1, any of which may hold at once; --metric NAME says otherwise"
    assert told in folder.inferred(Path(competition.public))


def test_answers_and_leaderboard_of_a_folder_without_a_sample_still_grade(tmp_path: Path) -> None:
    place = write(tmp_path / "a", sample_submission=None)
    (place / "leaderboard.csv").write_text("score\n0.5\n2.5\n", encoding="utf-8")
    (place / "prepared" / "private").mkdir()
    table(id=range(40, 60), y=[1.0] * 20).to_csv(place / "prepared" / "private" / "test.csv", index=False)

    competition = prepared(place, into=tmp_path / "into")

    found = grading.grade(competition, tables.read(Path(competition.public) / "sample_submission.csv").to_csv(index=False).encode())
    assert (found.score, found.percentile) == (1.0, 0.5)


def test_answers_that_know_rows_by_other_ids_are_said_not_to_fit(tmp_path: Path) -> None:
    place = write(tmp_path / "a", sample_submission=None, train={**TRAIN, "id": [1] * 40}, test={**TEST, "id": [1] * 20})
    (place / "prepared" / "private").mkdir()
    table(id=[1] * 20, y=[1.0] * 20).to_csv(place / "prepared" / "private" / "test.csv", index=False)

    competition = prepared(place, into=tmp_path / "into")

    sample = tables.read(Path(competition.public) / "sample_submission.csv")
    with pytest.raises(CompetitionError, match="expected columns x, y, found id, y"):
        grading.grade(competition, sample.to_csv(index=False).encode())


def test_a_target_that_stands_in_the_test_set_is_left_out_there(tmp_path: Path) -> None:
    competition = solved(tmp_path, target="y", test={**TEST, "y": range(20)})

    assert list(tables.read(Path(competition.public) / "test.csv").columns) == ["id", "x"]
    assert "left out y from test.csv, which is the target" in folder.inferred(Path(competition.public))


def test_the_copy_is_made_once_and_anew_for_other_wishes_or_contents(tmp_path: Path) -> None:
    first = solved(tmp_path)
    again = prepared(tmp_path / "My Data", into=tmp_path / "into")
    other = prepared(tmp_path / "My Data", metric="mae", into=tmp_path / "into")
    (tmp_path / "My Data" / "description.md").write_text("# New\n", encoding="utf-8")
    changed = prepared(tmp_path / "My Data", into=tmp_path / "into")

    assert again == first
    assert (other.metric.name, other.public != first.public) == ("mae", True)
    assert (Path(changed.public) / "description.md").read_text(encoding="utf-8") == "# New\n"
    assert len(list((tmp_path / "into").iterdir())) == 3


def test_a_folder_in_the_houses_layout_is_taken_as_it_is(tmp_path: Path) -> None:
    place = write(tmp_path / "a")

    competition = prepared(place, metric="mean_absolute_error", into=tmp_path / "into")

    assert competition.public == str(place / "prepared" / "public")
    assert competition.metric.name == "mae"
    assert not (tmp_path / "into").exists()


def test_wishes_go_before_config_yaml(tmp_path: Path) -> None:
    place = write_files(tmp_path / "a", train={**TRAIN, "z": range(40)}, sample_submission=None)
    (place / "config.yaml").write_text("id: mine\ntarget: y\nmetric: rmse\n", encoding="utf-8")

    competition = prepared(place, target="z", metric="mae", into=tmp_path / "into")

    assert (competition.id, competition.target, competition.metric.name) == ("mine", ("z",), "mae")


def test_tables_that_are_rearranged_come_without_other_files_and_say_so(tmp_path: Path) -> None:
    place = write_files(tmp_path / "mine", sample_submission=None)
    (place / "config.yaml").write_text("other_files: [notes.txt]\n", encoding="utf-8")
    (place / "notes.txt").write_text("of rows that are held out, too", encoding="utf-8")

    competition = own_data.prepare(sources.find(place), into=tmp_path / "home")

    assert competition.files.shown == ()
    assert "other files: none is shown, since these tables were rearranged" in folder.inferred(Path(competition.public))


def test_several_hidden_columns_ask_for_a_target(tmp_path: Path) -> None:
    with pytest.raises(CompetitionError, match=r"found 2: 'y', 'z'\. Name the column to predict: --target COLUMN"):
        solved(tmp_path, train={**TRAIN, "z": range(40)})


def test_no_hidden_column_asks_for_a_target(tmp_path: Path) -> None:
    with pytest.raises(CompetitionError, match=r"found 0\. Name"):
        solved(tmp_path, test={**TEST, "y": range(20)})


def test_a_target_that_is_not_there_is_refused_with_the_nearest(tmp_path: Path) -> None:
    with pytest.raises(CompetitionError, match=r"target column 'Y', found columns 'id', 'x', 'y'\. Nearest: 'y'"):
        solved(tmp_path, target="Y")


def test_an_unknown_metric_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    with pytest.raises(MetricError):
        solved(tmp_path, metric="wrong")

    assert not (tmp_path / "into").exists()


def test_tables_that_do_not_fit_leave_nothing_behind(tmp_path: Path) -> None:
    with pytest.raises(CompetitionError, match="found not one value"):
        solved(tmp_path, train={**TRAIN, "y": [""] * 40})

    assert list((tmp_path / "into").iterdir()) == []


def test_images_come_along_whether_named_by_ids_or_by_paths(tmp_path: Path) -> None:
    ids, names = [f"a{row}" for row in range(40)], [f"b{row}" for row in range(20)]
    place = write_files(tmp_path / "mine", train={"name": ids, "y": labels("cat", "dog")}, test={"name": names}, sample_submission=None)
    for part, rows in (("train", ids), ("test", names)):
        (place / part).mkdir()
        for name in rows:
            Image.new("L", (4, 4)).save(place / part / f"{name}.png")
    (place / "test" / "nobody's.png").write_bytes(b"not read")
    (place / "config.yaml").write_text("id_column: name\n", encoding="utf-8")

    found = prepared(place, target="y", into=tmp_path / "copies")

    assert (found.media, found.domain) == ("id", "image")
    assert len(list(Path(found.public).rglob("*.png"))) == 60
    assert (Path(found.public) / "train" / "a7.png").stat().st_ino == (place / "train" / "a7.png").stat().st_ino


def test_images_that_no_row_names_are_not_used_and_that_is_said(tmp_path: Path) -> None:
    place = write_files(tmp_path / "mine", sample_submission=None)
    for path in ("images/7.png", "notes/read.txt"):
        (place / path).parent.mkdir()
        Image.new("L", (4, 4)).save(place / path, format="PNG")

    competition = prepared(place, into=tmp_path / "into")

    assert competition.media == ""
    (said,) = [line for line in folder.inferred(Path(competition.public)) if line.startswith("not used")]
    assert said.startswith("not used: images or sounds such as images/7.png (1 in all), since no row names one; lay them into train/ and test/")


def test_a_changed_image_makes_another_copy_of_the_folder(tmp_path: Path) -> None:
    files = [f"pictures/{row}.png" for row in range(60)]
    place = write_files(
        tmp_path / "mine",
        train={"id": range(40), "file": files[:40], "y": labels("cat", "dog")},
        test={"id": range(40, 60), "file": files[40:]},
        sample_submission=None,
    )
    (place / "pictures").mkdir()
    for name in files:
        Image.new("L", (4, 4)).save(place / name)
    first = prepared(place, target="y", into=tmp_path / "copies")
    (place / files[3]).unlink()
    Image.new("L", (9, 9)).save(place / files[3])

    second = prepared(place, target="y", into=tmp_path / "copies")

    assert first.public != second.public
    assert prepared(place, target="y", into=tmp_path / "copies") == second


def test_an_image_that_is_not_there_is_named_and_nothing_half_made_stays(tmp_path: Path) -> None:
    files = [f"pictures/{row}.png" for row in range(60)]
    place = write_files(
        tmp_path / "mine",
        train={"id": range(40), "file": files[:40], "y": labels("cat", "dog")},
        test={"id": range(40, 60), "file": files[40:]},
        sample_submission=None,
    )
    (place / "pictures").mkdir()
    for name in files[:-1]:
        Image.new("L", (4, 4)).save(place / name)

    with pytest.raises(CompetitionError, match=r"image pictures/59\.png, found none"):
        prepared(place, target="y", into=tmp_path / "copies")
    assert list((tmp_path / "copies").iterdir()) == []


def test_paths_that_lead_to_no_file_are_named(tmp_path: Path) -> None:
    files = [f"batch{row % 3}/{row}.JPG" for row in range(60)]
    train, test = {"file": files[:40], "y": labels("cat", "dog")}, {"file": files[40:]}
    place = write_files(tmp_path / "mine", train=train, test=test, sample_submission=None)
    for name in files:
        (place / "images" / name).parent.mkdir(exist_ok=True, parents=True)
        Image.new("L", (4, 4)).save(place / "images" / name, format="JPEG")

    with pytest.raises(
        CompetitionError, match=r"mine: expected the files that column 'file' of train\.csv names, found none at 'batch0/0\.JPG'\. Write their paths"
    ):
        prepared(place, into=tmp_path / "copies")
    write_files(tmp_path / "more", train=train | {"x": range(40)}, test=test | {"x": range(20)}, sample_submission=None)
    (place / "images").rename(tmp_path / "more" / "images")
    competition = prepared(tmp_path / "more", into=tmp_path / "copies")

    (said,) = [line for line in folder.inferred(Path(competition.public)) if line.startswith("not used")]
    assert "since column 'file' names files that are not there, such as batch0/0.JPG; write their paths as they lead from this folder" in said


def test_other_columns_of_the_sample_are_left_out_where_the_target_is_named(tmp_path: Path) -> None:
    sample: Rows = {"id": range(40, 60), "y": [0] * 20, "Usage": ["Public"] * 20}

    competition = solved(tmp_path / "named", target="y", sample_submission=sample)

    assert competition.answer_columns == ("y",)
    said = folder.inferred(Path(competition.public))
    assert "left out 'Usage' of sample_submission.csv, which is neither the id nor a target" in said
    with pytest.raises(CompetitionError, match=r"found columns 'y', 'Usage'\. Name what is predicted: --target COLUMN"):
        solved(tmp_path / "open", sample_submission=sample)


def test_a_title_above_the_header_line_is_named(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "data.csv").write_text("Report 2024,,\n" + "x,z,y\n" + "1,2,3\n" * 20, encoding="utf-8")

    with pytest.raises(
        CompetitionError, match=r"data\.csv: expected a first line that names the columns, found 2 of 3 columns .*'Report 2024'\. Take"
    ):
        prepared(tmp_path / "mine", into=tmp_path / "into")
