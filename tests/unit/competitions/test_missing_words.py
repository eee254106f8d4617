"""Labels that readers take for missing values: where they are labels they are learned, predicted and graded; an empty field never is."""

from pathlib import Path

import pytest

from benchmarks.acceptance.fitting import run
from haste.competitions import folder, grading, missing_words, own_data, sources
from haste.competitions.config import Config
from haste.competitions.profile import profile
from haste.evaluation import scoring, tables, views
from haste.evaluation.answers import unanswered
from haste.techniques.fitting import started
from haste.techniques.rendering import render
from haste.techniques.task import Task
from haste.vocabulary.competition import Split
from haste.vocabulary.scales import AnswerForm
from tests.unit.competitions.folders import Rows, labels, write, write_files
from tests.unit.evaluation.examples import table
from tests.unit.techniques.examples import RESOURCES

WORDS = labels("a", "b", "None", count=60)


def judged(values: list[str], *, metric: str = "", x: list[str] | None = None, sample: Rows | None = None) -> tuple[tuple[str, bool, str], ...]:
    """Each word of a target with what it counts as, and why."""
    train = table(x=x or ["1.5"] * len(values), y=values)
    answers = None if sample is None else table(**sample)
    said = Config.model_validate({"metric": metric} if metric else {})
    return tuple((word.text, word.is_label, word.because) for word in missing_words.found(train, ("y",), answers, said))


@pytest.mark.parametrize(
    ("values", "given", "is_label", "because"),
    [
        (WORDS, {}, True, "rows use it as they use other labels"),
        (["a"] * 50 + ["b"] * 50 + ["None"] * 2, {}, True, "rows use it as they use other labels"),
        (["a"] * 50 + ["b"] * 50 + ["None"], {}, False, "it stands only once"),
        (labels("EU", "AS", "NA"), {}, True, "rows use it as they use other labels"),
        (["yes"] * 50 + ["no"] * 50 + ["NA"] * 9, {}, False, "it is rarer than each other label"),
        (labels("EU", "AS", "NA", count=42), {"x": ["1.5", "NA", "2"] * 14}, False, "it stands among the numbers of column 'x' too"),
        (labels("EU", "AS", "nan"), {}, False, "programs write it where nothing is known"),
        (labels("", "NA"), {}, False, "no other label stands beside it"),
        (labels("1", "2", "None"), {}, False, "the other labels are numbers"),
        (WORDS, {"metric": "auc"}, False, "the metric takes two labels"),
        (labels("some", "None"), {"metric": "auc"}, True, "rows use it as they use other labels"),
        (["EU"] * 30 + ["AS"] * 30 + ["NA"], {"sample": {"y": ["EU", "NA"]}}, True, "sample_submission.csv answers with it and with other labels"),
        (["yes"] * 30 + ["no"] * 30 + ["NA"], {"sample": {"y": ["NA", "NA"]}}, False, "it stands only once"),
        (["EU", "AS", "nan"], {"sample": {"y_EU": [0], "y_AS": [0], "y_nan": [1]}}, True, "sample_submission.csv has a column for it"),
        (WORDS, {"sample": {"a": [0], "b": [1]}}, False, "sample_submission.csv has no column for it"),
        ([f"{row}.25" for row in range(40)] + ["NA"] * 3, {}, False, ""),
        (WORDS, {"metric": "rmse"}, False, ""),
    ],
)
def test_a_word_is_a_label_where_the_data_say_so(values: list[str], given: dict[str, object], *, is_label: bool, because: str) -> None:
    ((_, found, why),) = judged(values, **given)  # type: ignore[arg-type]  # each by its own name

    assert (found, why) == (is_label, because)


def test_of_several_targets_and_of_empty_fields_nothing_is_asked() -> None:
    two = table(y=["None", "1"], z=["2", "3"])

    assert missing_words.found(two, ("y", "z"), None, Config()) == ()
    assert judged(labels("a", "b", "")) == ()


def test_a_person_is_told_what_a_word_counts_as_and_how_to_say_otherwise() -> None:
    words = missing_words.found(table(y=["a", "b"] * 9 + ["None", "None", "NA"]), ("y",), None, Config())

    assert missing_words.remarks(words) == (
        (
            "target y: 'None', which stands in 2 rows, is a label, since rows use it as they use other labels; "
            "pandas reads it as missing unless told otherwise; where it says that nothing is known, empty these fields"
        ),
        (
            "target y: 'NA', which stands in 1 row, counts as no target, since it stands only once; "
            "where it is a label, spell it otherwise, such as 'label NA'"
        ),
    )


def sleepers(**more: object) -> Rows:
    """Rows whose label hangs on x; of five nobody knows it."""
    known = [["None", "Insomnia", "Apnea"][row // 30] for row in range(90)]
    return {"x": [f"{row}.5" for row in range(95)], "y": [*known, *[""] * 5], **more}  # type: ignore[dict-item]  # columns are iterables


def test_a_class_called_none_is_held_out_learned_and_graded(tmp_path: Path) -> None:
    write_files(tmp_path / "sleep", train=sleepers(), test=None, sample_submission=None)
    competition = own_data.prepare(sources.find(tmp_path / "sleep"), into=tmp_path / "home")
    task = Task(competition=competition, profile=profile(competition))
    code = render(started(task, "linear", ("plain-numbers", "linear")), task, resources=RESOURCES, seed=1)
    view = views.fold_view(competition, Split(folds=3, stratified=True, seed=1), 0, folder=tmp_path / "views")

    submission = run(code, view.input, tmp_path / "fold.csv", 1)
    final = run(code, views.full_view(competition), tmp_path / "final.csv", 1)

    assert competition.classes == ("Apnea", "Insomnia", "None")
    assert (task.profile.rows, task.profile.target.missing, task.profile.target.distinct) == (72, 0.0, 3)
    assert task.profile.rarest_class == pytest.approx(1 / 3)
    answers = tables.read(view.answers)
    assert set(answers["y"]) == set(competition.classes)
    assert scoring.score(submission, answers, competition) > 0.8
    graded = grading.grade(competition, final)
    assert graded.score is not None
    assert graded.score > 0.8
    assert any(line.startswith("target y: 'None', which stands in 24 rows, is a label") for line in folder.inferred(Path(competition.public)))


def test_rows_of_a_word_that_is_no_label_are_left_out_and_told(tmp_path: Path) -> None:
    write_files(tmp_path / "a", train={"x": range(60), "y": labels("yes", "no", count=56) + ["NA"] * 4}, test=None, sample_submission=None)

    competition = own_data.prepare(sources.find(tmp_path / "a"), into=tmp_path / "home")

    assert (competition.form, competition.classes) == (AnswerForm.PROBABILITY, ("no", "yes"))
    lines = folder.inferred(Path(competition.public))
    assert "left out 4 rows of train.csv without a target" in lines
    assert any(line.startswith("target y: 'NA', which stands in 4 rows, counts as no target") for line in lines)


def test_a_class_with_a_column_of_its_own_is_answered_and_an_empty_field_is_not(tmp_path: Path) -> None:
    ids = range(60, 70)
    write(
        tmp_path / "a",
        train={"id": range(60), "x": range(60), "y": ["", *labels("EU", "AS", "NA", count=59)]},
        test={"id": ids, "x": range(10)},
        sample_submission={"id": ids, "EU": [0] * 10, "AS": [0] * 10, "NA": [1] * 10},
    )

    competition = folder.load(tmp_path / "a")
    train = tables.read(Path(competition.public) / "train.csv")

    assert competition.classes == ("EU", "AS", "NA")
    assert unanswered(train, competition).tolist() == [True, *[False] * 59]
    assert profile(competition).target.missing == pytest.approx(1 / 60)
