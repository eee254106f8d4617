"""The hidden view of a fold: complete for a solution, and silent about the labels that it is scored on."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import msgspec
import numpy as np
import pytest

from haste.errors import CompetitionError
from haste.evaluation import scoring, tables, views
from haste.evaluation.answers import answers_from
from haste.vocabulary.competition import Competition, Split
from haste.vocabulary.scales import AnswerForm
from tests.unit.evaluation.examples import binary, labelled, one_hot, regression, write_public

SPLIT = Split(folds=4, seed=7)
ROWS = 80


def written(competition: Competition, place: Path) -> Competition:
    """Rows sorted by their label, a column that test.csv lacks, and ids that follow the order."""
    match competition.form:
        case AnswerForm.VALUE:
            labels = [f"{row / 7:.3f}" for row in range(ROWS)]
        case _:
            labels = [competition.classes[row * len(competition.classes) // ROWS] for row in range(ROWS)]
    noise = np.random.default_rng(1).permutation(ROWS)
    train = {"id": range(ROWS), "x": [f"{value}.50" for value in noise], "later": labels, "y": labels}
    return write_public(competition, place, train=train, test={"id": range(ROWS, ROWS + 30), "x": range(30)})


@pytest.fixture(params=[regression(), labelled(), binary(), one_hot()], ids=lambda competition: competition.form.value)
def competition(request: pytest.FixtureRequest, tmp_path: Path) -> Competition:
    return written(request.param, tmp_path / "public")


def test_the_other_folds_are_the_training_set_and_the_fold_is_the_test_set(competition: Competition, tmp_path: Path) -> None:
    train = tables.read(Path(competition.public) / "train.csv")
    shown = [views.fold_view(competition, SPLIT, fold, folder=tmp_path / "views").input for fold in range(4)]

    tests = [tables.read(folder / "test.csv") for folder in shown]
    assert sorted(x for test in tests for x in test["x"]) == sorted(train["x"])
    for folder, test in zip(shown, tests, strict=True):
        rest = tables.read(folder / "train.csv")
        assert sorted([*rest["x"], *test["x"]]) == sorted(train["x"])
        assert list(rest.columns) == list(train.columns)
        assert (folder / "description.md").read_text(encoding="utf-8") == "# Toy\n"


def test_values_are_shown_exactly_as_they_were_written(competition: Competition, tmp_path: Path) -> None:
    shown = views.fold_view(competition, SPLIT, 0, folder=tmp_path / "views").input

    assert all(value.endswith(".50") for name in ("train", "test") for value in tables.read(shown / f"{name}.csv")["x"])


def test_neither_the_target_nor_what_the_real_test_lacks_is_shown(competition: Competition, tmp_path: Path) -> None:
    shown = views.fold_view(competition, SPLIT, 0, folder=tmp_path / "views").input

    assert (shown / "test.csv").read_text(encoding="utf-8").splitlines()[0] == "id,x"


def test_a_target_that_stands_in_the_real_test_set_is_not_shown_either(tmp_path: Path) -> None:
    rows = {"id": range(20), "x": range(20), "y": range(20)}
    competition = write_public(regression(), tmp_path / "public", train=rows, test={"id": range(20, 40), "x": range(20), "y": [0] * 20})

    shown = views.fold_view(competition, SPLIT, 0, folder=tmp_path / "views").input

    assert list(tables.read(shown / "test.csv").columns) == ["id", "x"]


def test_the_answers_lie_beside_the_input_and_are_those_of_the_fold(competition: Competition, tmp_path: Path) -> None:
    view = views.fold_view(competition, SPLIT, 1, folder=tmp_path / "views")
    train, shown = tables.read(Path(competition.public) / "train.csv"), tables.read(view.input / "test.csv")

    assert view.answers.parent == view.input.parent
    assert sorted(path.name for path in view.input.rglob("*")) == ["description.md", "sample_submission.csv", "test.csv", "train.csv"]
    label = dict(zip(train["x"], train["y"], strict=True))
    rows = shown.assign(y=[label[x] for x in shown["x"]])
    assert answers_from(rows, competition).to_csv() == tables.read(view.answers).to_csv()


def test_neither_the_order_of_rows_nor_their_ids_follow_the_labels(competition: Competition, tmp_path: Path) -> None:
    train = tables.read(Path(competition.public) / "train.csv")
    place = {x: row for row, x in enumerate(train["x"])}  # rows are sorted by label
    for fold in range(4):
        shown = tables.read(views.fold_view(competition, SPLIT, fold, folder=tmp_path / "views").input / "test.csv")
        labels = [place[x] for x in shown["x"]]

        assert abs(np.corrcoef(labels, np.arange(len(labels)))[0, 1]) < 0.6
        assert abs(np.corrcoef(labels, tables.numbers(shown["id"]))[0, 1]) < 0.6
        assert not set(shown["id"]) & set(train["id"])


def test_the_sample_is_valid_constant_and_has_the_ids_of_the_fold_in_order(competition: Competition, tmp_path: Path) -> None:
    view = views.fold_view(competition, SPLIT, 2, folder=tmp_path / "views")
    sample = tables.read(view.input / "sample_submission.csv")

    assert sample["id"].tolist() == tables.read(view.input / "test.csv")["id"].tolist()
    assert sample.drop(columns="id").drop_duplicates().shape[0] == 1
    scoring.check((view.input / "sample_submission.csv").read_bytes(), tables.read(view.answers), competition)


def test_a_sample_that_holds_guesses_is_replaced_by_constants(tmp_path: Path) -> None:
    competition = written(regression(), tmp_path / "public")
    sample = tables.read(tmp_path / "public" / "sample_submission.csv")
    tables.write(sample.assign(y=[str(row) for row in range(len(sample))]), tmp_path / "public" / "sample_submission.csv")

    shown = views.fold_view(competition, SPLIT, 0, folder=tmp_path / "views").input

    assert set(tables.read(shown / "sample_submission.csv")["y"]) == {"0"}


def test_times_of_files_tell_nothing(competition: Competition, tmp_path: Path) -> None:
    shown = views.fold_view(competition, SPLIT, 0, folder=tmp_path / "views").input

    assert len({path.stat().st_mtime_ns for path in (shown, *shown.iterdir())}) == 1


def test_a_view_is_built_once(competition: Competition, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = views.fold_view(competition, SPLIT, 0, folder=tmp_path / "views")
    monkeypatch.setattr(tables, "read", lambda path: pytest.fail(f"read {path} again"))

    assert views.fold_view(competition, SPLIT, 0, folder=tmp_path / "views") == first


def test_the_same_split_gives_the_same_bytes_and_another_one_others(competition: Competition, tmp_path: Path) -> None:
    first, second = (views.fold_view(competition, SPLIT, 0, folder=tmp_path / name) for name in ("one", "two"))
    other = views.fold_view(competition, msgspec.structs.replace(SPLIT, seed=8), 0, folder=tmp_path / "one")

    assert (first.input / "test.csv").read_bytes() == (second.input / "test.csv").read_bytes()
    assert other.input != first.input
    assert (other.input / "test.csv").read_bytes() != (first.input / "test.csv").read_bytes()


def test_the_place_of_the_public_folder_does_not_change_a_view(competition: Competition, tmp_path: Path) -> None:
    moved = Path(competition.public).rename(tmp_path / "elsewhere")
    there = msgspec.structs.replace(competition, public=str(moved))

    assert views.fold_view(there, SPLIT, 0, folder=tmp_path / "v").input.relative_to(tmp_path / "v").parts[0] == "toy"


def test_several_builders_of_one_view_end_with_one_and_leave_nothing_behind(competition: Competition, tmp_path: Path) -> None:
    with ThreadPoolExecutor(4) as pool:
        found = set(pool.map(lambda _: views.fold_view(competition, SPLIT, 0, folder=tmp_path / "views").input, range(4)))

    assert len(found) == 1
    assert [path.name for path in (tmp_path / "views" / "toy").iterdir()] == [found.pop().parent.name]


def test_a_fold_that_is_not_there_is_refused_and_leaves_nothing_behind(competition: Competition, tmp_path: Path) -> None:
    with pytest.raises(CompetitionError, match=r"fold from 0 to 3 .* found fold 4, empty"):
        views.fold_view(competition, SPLIT, 4, folder=tmp_path / "views")

    assert list((tmp_path / "views" / "toy").iterdir()) == []


def test_a_missing_description_is_an_empty_one(competition: Competition, tmp_path: Path) -> None:
    (Path(competition.public) / "description.md").unlink()

    shown = views.fold_view(competition, SPLIT, 0, folder=tmp_path / "views").input

    assert (shown / "description.md").read_bytes() == b""


def test_a_column_that_training_lacks_is_empty_in_the_test_set(tmp_path: Path) -> None:
    train = {"id": range(20), "x": range(20), "y": range(20)}
    competition = write_public(regression(), tmp_path / "public", train=train, test={"id": [90, 91], "x": [1, 2], "new": [3, 4]})

    shown = views.fold_view(competition, SPLIT, 0, folder=tmp_path / "views").input

    assert set(tables.read(shown / "test.csv")["new"]) == {""}


def test_a_training_set_without_ids_gets_names_for_the_fold(tmp_path: Path) -> None:
    competition = write_public(regression(), tmp_path / "public", train={"x": range(20), "y": range(20)}, test={"id": ["a1", "a2"], "x": [1, 2]})

    view = views.fold_view(competition, SPLIT, 0, folder=tmp_path / "views")

    assert "id" not in tables.read(view.input / "train.csv")
    assert tables.read(view.input / "test.csv")["id"].tolist() == ["a1", "a2", "a1-2", "a2-2", "a1-3"]
    assert scoring.score(view.answers.read_bytes(), tables.read(view.answers), competition) == 0


def test_the_full_view_is_the_public_folder(competition: Competition) -> None:
    assert views.full_view(competition) == Path(competition.public)
