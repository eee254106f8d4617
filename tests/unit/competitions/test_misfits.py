"""Files that do not fit together: each refusal says what was expected, what was found, where, and what to do."""

from pathlib import Path

import pytest

from haste.competitions import folder
from haste.errors import CompetitionError, MetricError, SlugError, UseError
from tests.unit.competitions.folders import SAMPLE, TEST, TRAIN, Rows, labels, write, write_files

MISFITS: list[tuple[str, str, dict[str, Rows | None], str]] = [
    ("no train.csv", "", {"train": None}, r"a: expected train\.csv in prepared/public.*found config\.yaml, prepared"),
    ("no test.csv", "", {"test": None}, r"expected a file test\.csv, found none"),
    ("no sample", "", {"sample_submission": None}, r"expected a file sample_submission\.csv, found none"),
    ("unknown target", "target: yy", {}, r"expected target column 'yy', found columns 'id', 'x', 'y'\. Nearest: 'y'"),
    (
        "two unknown columns",
        "",
        {"train": {**TRAIN, "z": range(40)}, "sample_submission": {"id": range(40, 60), "q": [0] * 20}},
        r"`target:` in config",
    ),
    (
        "no hidden column",
        "",
        {"test": {**TEST, "y": range(20)}, "sample_submission": {"id": range(40, 60), "q": [0] * 20}},
        r"found none in train\.csv alone",
    ),
    (
        "sample lacks an id",
        "",
        {"sample_submission": {"id": range(40, 59), "y": [0] * 19}},
        r"found 1 ids missing, 0 unknown: test\.csv alone has '59'",
    ),
    ("sample has another id", "", {"sample_submission": {"id": range(41, 61), "y": [0] * 20}}, r"1 ids missing, 1 unknown"),
    (
        "sample has too many ids",
        "",
        {"sample_submission": {"id": range(40, 61), "y": [0] * 21}},
        r"0 ids missing, 1 unknown: the sample alone has '60'",
    ),
    ("sample has another id column", "", {"sample_submission": {"row": range(40, 60), "y": [0] * 20}}, r"id column 'row', found columns 'id', 'x'"),
    ("sample has no answers", "", {"sample_submission": {"id": range(40, 60)}}, r"at least one answer column, found the header line id"),
    ("config names another id column", "id_column: key", {}, r"id column 'key'"),
    ("doubled ids", "", {"test": {**TEST, "id": [40, *range(40, 59)]}}, r"found '40' more than once \(1 rows too many\)"),
    ("doubled ids in the sample", "", {"sample_submission": {**SAMPLE, "id": [40, *range(40, 59)]}}, r"sample_submission\.csv .*'40' more than once"),
    ("empty train", "", {"train": {"id": [], "x": [], "y": []}}, r"train\.csv of .*expected rows below the header line"),
    ("empty test", "", {"test": {"id": [], "x": []}}, r"test\.csv of .*expected rows"),
    ("target all missing", "", {"train": {**TRAIN, "y": ["", "NA"] * 20}}, r"column 'y', found not one value"),
    ("target constant", "", {"train": {**TRAIN, "y": ["7"] * 40}}, r"found '7' in all of 40 rows"),
    (
        "targets that no row has together",
        "",
        {"train": {**TRAIN, "y": [*range(20), *[""] * 20], "z": [*["NA"] * 19, *range(21)]}, "sample_submission": {**SAMPLE, "z": [0] * 20}},
        r"train\.csv of .*at least 2 rows that have all of the target columns 'y', 'z', found 1 of 40",
    ),
    ("no feature", "", {"test": {"id": range(40, 60), "w": range(20)}}, r"at least one column, beside the id"),
    (
        "text for a regression",
        "metric: rmse",
        {"train": {**TRAIN, "y": labels("a", "b", "c")}},
        r"numbers for the metric rmse, found 'a' \(40 such",
    ),
    ("one bad number", "metric: rmse", {"train": {**TRAIN, "y": [*range(39), "inf"]}}, r"expected numbers for the metric rmse, found 'inf' \(1 such"),
    (
        "negative for a log",
        "metric: rmsle",
        {"train": {**TRAIN, "y": [-1, *range(39)]}},
        r"numbers of at least 0 for the metric rmsle, found '-1' \(1 such",
    ),
    (
        "no masks for a share of pixels",
        "metric: dice",
        {"train": {**TRAIN, "y": ["1 4", "", *["3 2"] * 37, "-1"]}},
        r"expected `start length` pairs .*, found '-1' \(1 such values\)",
    ),
    (
        "shares for outcomes in two columns",
        "metric: auc",
        {"train": {**TRAIN, "y": [0.5, *[0, 1, 1] * 13], "z": [0, 1] * 20}, "sample_submission": {**SAMPLE, "z": [0.5] * 20}},
        r"expected 0 or 1 in each row for the metric auc, found '0\.5' \(1 such",
    ),
    (
        "three classes for auc",
        "metric: auc",
        {"train": {**TRAIN, "y": labels("a", "b", "c")}},
        r"metric auc.*found 3 different values, such as 'a'",
    ),
    ("three classes for f1", "metric: f1", {"train": {**TRAIN, "y": labels("a", "b", "c")}}, r"metric f1"),
    ("halves for a kappa", "metric: qwk", {"train": {**TRAIN, "y": labels("1", "1.5", "2")}}, r"metric qwk"),
    ("keys for a kappa", "metric: qwk", {"train": {**TRAIN, "y": labels("1", "2", "99999999")}}, r"metric qwk"),
    ("texts for a kappa", "metric: qwk", {"train": {**TRAIN, "y": labels("low", "high", "mid")}}, r"metric qwk"),
    (
        "labels in two columns",
        "metric: accuracy",
        {"train": {**TRAIN, "z": labels("a", "b")}, "sample_submission": {**SAMPLE, "z": ["a"] * 20}},
        r"accuracy, whose answers are of the form label, class probabilities, found 2 columns of numbers",
    ),
    (
        "texts in two columns",
        "",
        {"train": {**TRAIN, "z": labels("a", "b")}, "sample_submission": {**SAMPLE, "z": ["a"] * 20}},
        r"column 'z' of train\.csv.*found 'a'",
    ),
    (
        "three answers for one target",
        "target: y",
        {"sample_submission": {**SAMPLE, "q": [0] * 20, "r": [0] * 20}},
        r"an answer column for each of 'y'",
    ),
    (
        "one-hot answers for a hard metric",
        "metric: macro_f1",
        {"train": {**TRAIN, "y": labels("a", "b")}, "sample_submission": {"id": range(40, 60), "a": [0] * 20, "b": [0] * 20}},
        r"metric macro_f1.*found class probabilities",
    ),
    ("another domain", "domain: music", {}, r"expected a domain that has a specialist: .*tabular, text, found 'music'"),
    ("another domain's skills", "also: [music]", {}, r"found 'music'"),
    ("wrong direction", "metric: rmse\ndirection: maximize", {}, r"expected direction minimize for the metric rmse, found maximize"),
    ("wrong direction in other words", "metric: rmse\nlower_is_better: false", {}, r"expected direction minimize"),
    ("a list for a name", "name: [1, 2]", {}, r"config\.yaml: expected keys .*found name:"),
    ("no mapping", "just words", {}, r"found the whole file:"),
    ("no YAML", "a: [", {}, r"config\.yaml: expected YAML"),
]


@pytest.mark.parametrize(("config", "files", "message"), [row[1:] for row in MISFITS], ids=[row[0] for row in MISFITS])
def test_files_that_do_not_fit_are_refused(config: str, files: dict[str, Rows | None], message: str, tmp_path: Path) -> None:
    place = write(tmp_path / "a", config=config, **files)

    with pytest.raises(CompetitionError, match=message):
        folder.load(place)


def test_an_unknown_metric_is_refused_with_the_nearest(tmp_path: Path) -> None:
    with pytest.raises(MetricError, match=r"Nearest names: .*rmse"):
        folder.load(write(tmp_path / "a", config="metric: rsme"))


def test_an_id_that_is_no_slug_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SlugError):
        folder.load(write(tmp_path / "a", config="id: My Data"))


@pytest.mark.parametrize(
    "content", [b"", b"id,x,y\n1,\xe9,3\n", b"id,x,y\n1,2,3,4\n", b'id,x,y\n1,"2,3\n'], ids=["empty", "latin-1", "ragged", "quote"]
)
def test_a_table_that_cannot_be_read_is_refused(content: bytes, tmp_path: Path) -> None:
    place = write(tmp_path / "a")
    (place / "prepared" / "public" / "train.csv").write_bytes(content)

    with pytest.raises(CompetitionError, match=r"train\.csv: expected"):
        folder.load(place)


def test_an_empty_folder_and_none_at_all_are_refused(tmp_path: Path) -> None:
    with pytest.raises(CompetitionError, match="found an empty folder"):
        folder.load(tmp_path)
    with pytest.raises(CompetitionError, match="found no such folder"):
        folder.load(tmp_path / "nowhere")


def test_every_refusal_is_the_callers_to_mend(tmp_path: Path) -> None:
    with pytest.raises(UseError):
        folder.load(write_files(tmp_path / "a", test=None))
