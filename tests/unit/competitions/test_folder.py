"""Folders become competitions: what their files say is inferred, and shown."""

from pathlib import Path

import pytest

from haste.competitions import folder
from haste.vocabulary.scales import AnswerForm, Direction
from tests.unit.competitions.folders import SAMPLE, TEST, TRAIN, Rows, labels, listing, write, write_files


def test_everything_but_the_files_may_be_missing(tmp_path: Path) -> None:
    found = folder.load(write(tmp_path / "My Data (v2)", config=None))

    assert (found.id, found.name, found.domain) == ("my-data-v2", "My Data (v2)", "tabular")
    assert (found.metric.name, found.metric.direction) == ("rmse", Direction.MINIMIZE)
    assert (found.form, found.id_column, found.target, found.answer_columns) == (AnswerForm.VALUE, "id", ("y",), ("y",))
    assert found.public == str(tmp_path / "My Data (v2)" / "prepared" / "public")


def test_what_a_person_says_goes_before_what_the_files_say(tmp_path: Path) -> None:
    config = "id: toy-2\nname: A toy\nmetric: mean_absolute_error\ntarget: z\ndomain: text\nalso: tabular\nunknown: 1\nlower_is_better: true\n"
    train = {**TRAIN, "z": range(40)}
    sample = {"id": range(40, 60), "prediction": [0] * 20}

    found = folder.load(write(tmp_path / "a", config=config, train=train, sample_submission=sample))

    assert (found.id, found.name, found.domain, found.also) == ("toy-2", "A toy", "text", ("tabular",))
    assert (found.metric.name, found.target, found.answer_columns) == ("mae", ("z",), ("prediction",))


def test_a_metric_may_stand_in_the_graders_name(tmp_path: Path) -> None:
    assert folder.load(write(tmp_path / "a", config="grader:\n  name: rmsle\n  grade_fn: some.where\n")).metric.name == "rmsle"


@pytest.mark.parametrize("inner", ["prepared/public", "public", "."])
def test_the_files_may_lie_in_three_places(inner: str, tmp_path: Path) -> None:
    place = tmp_path / "toy"
    write_files(place / inner)
    (place / "config.yaml").write_text("name: A toy\n", encoding="utf-8")

    assert folder.load(place).id == "toy"
    assert folder.load(place).name == "A toy"
    assert folder.load(place / inner) == folder.load(place)


FORMS: list[tuple[str, list[str], Rows, tuple[str, AnswerForm, tuple[str, ...]]]] = [
    ("", labels("0", "1"), {"y": [0] * 20}, ("auc", AnswerForm.PROBABILITY, ("0", "1"))),
    ("", labels("0", "1"), {"y": [0, 1] * 10}, ("accuracy", AnswerForm.LABEL, ("0", "1"))),
    ("", labels("10", "9"), {"y": [0] * 20}, ("auc", AnswerForm.PROBABILITY, ("9", "10"))),
    ("metric: f1\n", labels("10", "9"), {"y": [9] * 20}, ("f1", AnswerForm.LABEL, ("9", "10"))),
    ("", labels("no", "yes"), {"y": [0.5] * 20}, ("auc", AnswerForm.PROBABILITY, ("no", "yes"))),
    ("", labels("no", "yes"), {"y": ["no"] * 20}, ("accuracy", AnswerForm.LABEL, ("no", "yes"))),
    ("", labels("False", "True"), {"y": ["False"] * 20}, ("accuracy", AnswerForm.LABEL, ("False", "True"))),
    ("", labels("a", "b", "c"), {"y": ["a"] * 20}, ("accuracy", AnswerForm.LABEL, ("a", "b", "c"))),
    ("", labels("1", "2", "3"), {"y": [1] * 20}, ("accuracy", AnswerForm.LABEL, ("1", "2", "3"))),
    ("", labels("a", "b", "c"), {name: [0] * 20 for name in "abc"}, ("multiclass_log_loss", AnswerForm.CLASS_PROBABILITIES, ("a", "b", "c"))),
    ("", labels("a", "c"), {name: [0] * 20 for name in ("c", "b", "a")}, ("multiclass_log_loss", AnswerForm.CLASS_PROBABILITIES, ("c", "b", "a"))),
    ("", labels("C", "D"), {f"Status_{name}": [0] * 20 for name in "CD"}, ("multiclass_log_loss", AnswerForm.CLASS_PROBABILITIES, ("C", "D"))),
    ("metric: logloss", labels("0", "1"), {"y": [0] * 20}, ("log_loss", AnswerForm.PROBABILITY, ("0", "1"))),
    ("metric: rmse", labels("1", "2", "3"), {"y": [0] * 20}, ("rmse", AnswerForm.VALUE, ())),
    ("metric: qwk", labels("1", "2", "10"), {"y": [0] * 20}, ("qwk", AnswerForm.LABEL, ("1", "2", "10"))),
    ("metric: f1", labels("0", "1"), {"y": [0] * 20}, ("f1", AnswerForm.LABEL, ("0", "1"))),
    ("metric: auc", labels("a", "b", "c"), {name: [0] * 20 for name in "abc"}, ("auc", AnswerForm.CLASS_PROBABILITIES, ("a", "b", "c"))),
]


@pytest.mark.parametrize(("config", "target", "answers", "expected"), FORMS)
def test_the_form_of_the_answers_follows_from_metric_target_and_sample(
    config: str, target: list[str], answers: Rows, expected: tuple[str, AnswerForm, tuple[str, ...]], tmp_path: Path
) -> None:
    place = write(tmp_path / "a", config=config, train={**TRAIN, "y": target}, sample_submission={"id": range(40, 60), **answers})

    found = folder.load(place)

    assert (found.metric.name, found.form, found.classes) == expected
    assert found.target == ("y",)


def test_several_targets_are_found_by_the_samples_columns(tmp_path: Path) -> None:
    train, sample = {**TRAIN, "z": range(40)}, {**SAMPLE, "z": [0] * 20}

    found = folder.load(write(tmp_path / "a", train=train, sample_submission=sample))

    assert (found.target, found.form, found.metric.name) == (("y", "z"), AnswerForm.VALUE, "rmse")


def test_a_columns_that_only_training_has_is_no_target_if_the_sample_names_another(tmp_path: Path) -> None:
    assert folder.load(write(tmp_path / "a", train={**TRAIN, "later": range(40)})).target == ("y",)


def test_long_text_makes_a_text_competition(tmp_path: Path) -> None:
    words = [f"this is review number {row} and it goes on for a while" for row in range(40)]
    train, test = {**TRAIN, "text": words}, {**TEST, "text": words[:20]}

    assert folder.load(write(tmp_path / "a", train=train, test=test)).domain == "text"


def test_the_digest_tells_contents_and_not_places(tmp_path: Path) -> None:
    first, same = (folder.load(write(tmp_path / name)) for name in ("one", "two"))
    other = folder.load(write(tmp_path / "three", test={**TEST, "x": range(1, 21)}))

    assert first.digest == same.digest
    assert first.digest != other.digest


def test_a_changed_file_changes_the_digest_of_the_same_folder(tmp_path: Path) -> None:
    description = write(tmp_path / "a") / "prepared" / "public" / "description.md"
    description.write_text("old", encoding="utf-8")
    before = folder.load(tmp_path / "a").digest
    description.write_text("newer", encoding="utf-8")

    assert folder.load(tmp_path / "a").digest != before


def test_a_folder_is_only_read_and_its_private_part_not_even_that(tmp_path: Path) -> None:
    place = write(tmp_path / "a")
    private = place / "prepared" / "private"
    private.mkdir()
    (private / "test.csv").write_bytes(b"\xff not a table")
    before = listing(place)

    competition = folder.load(place)

    assert listing(place) == before
    assert "private" not in repr(competition)


def test_what_was_inferred_is_told_in_words(tmp_path: Path) -> None:
    said = folder.inferred(write(tmp_path / "a", config=None, train={**TRAIN, "y": labels("no", "yes")}))

    assert said == (
        "target: y",
        "metric: auc (maximize)",
        "id column: id",
        "domain: tabular",
        "split: random; train.csv and test.csv look like random rows of one table",
        "answers: probability of 'yes', the other label being 'no'",
    )


def test_what_was_said_is_not_told_again(tmp_path: Path) -> None:
    config = "metric: rmse\ntarget: [y]\nid_column: id\ndomain: tabular\nsplit: random\nnotes: [left out 2 rows]\n"

    assert folder.inferred(write(tmp_path / "a", config=config)) == ("left out 2 rows", "answers: value")


@pytest.mark.parametrize("mess", ["mixed types", "one feature", "a class with two rows", "targets missing", "same ids in train and test"])
def test_messy_tables_are_read(mess: str, tmp_path: Path) -> None:
    train = {
        "mixed types": {**TRAIN, "x": labels("1", "one", "", "1e9", "2020-01-01")},
        "one feature": TRAIN,
        "a class with two rows": {**TRAIN, "y": ["rare", "rare", *["often"] * 20, *["also"] * 18]},
        "targets missing": {**TRAIN, "y": ["", "NA", *range(38)]},
        "same ids in train and test": {**TRAIN, "id": range(40, 80)},
    }[mess]

    assert folder.load(write(tmp_path / "a", train=train)).target == ("y",)
