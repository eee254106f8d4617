"""Folders as people have them become competitions that can be judged, and what was done to them is said; or they are refused and stay as they are."""

import zipfile
from pathlib import Path

import pytest

from haste.competitions import folder, grading, introducing, own_data, sources
from haste.competitions.config import Config
from haste.competitions.introducing import Introduction
from haste.errors import HasteError
from haste.evaluation import scoring, tables
from haste.evaluation.views import fold_view
from haste.vocabulary.competition import Competition
from haste.vocabulary.scales import AnswerForm, ColumnKind, SplitKind
from tests.unit.competitions import odd_folders
from tests.unit.competitions.folders import COUNT, SAMPLE, TEST, TEST_COUNT, TRAIN, Rows, labels, listing, numbers, write_files
from tests.unit.competitions.odd_folders import FOLDERS

SAID = {  # what is said of each, as far as it is odd
    "dates_in_three_formats": "dates in 'day' are written in 3 ways",
    "rows_sorted_by_the_target": "leak suspects, since they tell the target by themselves: id",
    "a_hash_of_the_label_as_id": "leak suspects, since they tell the target by themselves: id",
    "text_that_is_no_utf8": "train.csv: no UTF-8, so read as cp1252; where letters look wrong convert it: iconv -f ENCODING -t utf-8",
    "utf16_with_tabs": "train.tsv: read as utf-16",
    "semicolons_and_decimal_commas": "decimal commas written as points in 'x', 'y', such as '0,0'",
    "thousands_separators": "thousands separators taken out of 'y', 'amount', such as '3,470,560'",
    "a_target_with_gaps": "left out 2 rows of train.csv without a target",
    "ids_that_stand_twice": "added a column row_id that numbers the rows",
    "other_columns_in_another_order": "not learned from, since only test.csv has them and train.csv does not: 'z'",
    "two_columns_of_one_name": "train.csv: column 3 is called 'x.1', since 'x' stands there twice",
    "one_table_alone": "target: y, since it is called so; --target COLUMN says otherwise",
    "images_of_one_table": "images: named by ids",
    "wide_columns_with_gaps": "signals in numbered columns: 40 columns left_..., 40 columns right_...",
    "a_table_for_each_row": "signals: at the paths in column 'walk'",
    "sounds_of_one_table": "signals: named by ids",
    "images_at_paths_that_are_the_ids": "images: at the paths in column 'path'",
    "sounds_at_paths_that_are_the_ids": "signals: at the paths in column 'clip'",
    "amounts_in_dollars": "signs of currency or percent taken out of 'y', 'area', such as ",
    "chinese_text": "domain: text, since running text makes up more than half of what the rows say",
    "decimal_commas_in_archives": "train.zip: values are separated by semicolons",
    "an_index_in_train_alone": "left out 'Unnamed: 0' of train.csv, which has no name there and is not in the other table",
    "an_empty_target_in_the_test": "target: y, since test.csv has no value in it; --target COLUMN says otherwise",
}


def made(name: str, tmp_path: Path) -> Competition:
    """The competition of an odd folder, which stays as it is."""
    place = tmp_path / "mine"
    FOLDERS[name](place)
    before = listing(place)
    competition = own_data.prepare(sources.find(place), into=tmp_path / "into")
    assert listing(place) == before
    return competition


def introduced(competition: Competition) -> Introduction:
    return introducing.introduced(competition, Path(competition.public))


@pytest.mark.parametrize("name", FOLDERS)
def test_an_odd_folder_can_be_profiled_split_and_judged(name: str, tmp_path: Path) -> None:
    competition = made(name, tmp_path)
    shown = introduced(competition)
    assert shown.split is not None
    assert shown.profile is not None

    view = fold_view(competition, shown.split, 0, folder=tmp_path / "views")

    sample, answers = (view.input / "sample_submission.csv").read_bytes(), tables.read(view.answers)
    assert isinstance(scoring.score(sample, answers, competition), float)
    whole = (Path(competition.public) / "sample_submission.csv").read_bytes()
    test = tables.read(Path(competition.public) / "test.csv")
    assert len(scoring.check(whole, test[[competition.id_column]], competition)) == len(test)
    assert SAID.get(name, "answers") in " | ".join(shown.inferred)


def test_dates_in_three_formats_are_dates(tmp_path: Path) -> None:
    profile = introduced(made("dates_in_three_formats", tmp_path)).profile

    assert profile is not None
    assert {column.name: column.kind for column in profile.columns}["day"] is ColumnKind.DATE


def test_a_series_with_gaps_is_judged_on_later_rows(tmp_path: Path) -> None:
    split = introduced(made("gaps_in_a_time_series", tmp_path)).split

    assert split is not None
    assert (split.kind, split.column) == (SplitKind.LATER, "day")


def test_quoted_newlines_come_back_as_they_were(tmp_path: Path) -> None:
    train = tables.read(Path(made("quoted_newlines", tmp_path).public) / "train.csv")

    assert train["said"].tolist()[7] == 'line 7\nand "another", with\r\nthree'


def test_yes_and_no_are_two_labels(tmp_path: Path) -> None:
    competition = made("yes_and_no", tmp_path)

    assert (competition.form, competition.classes, competition.metric.name) == (AnswerForm.PROBABILITY, ("No", "Yes"), "auc")


def test_odd_names_of_columns_stay_as_they_are(tmp_path: Path) -> None:
    competition = made("odd_column_names", tmp_path)

    train = tables.read(Path(competition.public) / "train.csv")
    assert {"a b", "c,d", 'e"f', "größe 漢", "{i}", "it's"} < set(train.columns)
    assert competition.target == ("price, €",)


def test_letters_and_numbers_of_other_countries_are_read(tmp_path: Path) -> None:
    cities = tables.read(Path(made("text_that_is_no_utf8", tmp_path / "a").public) / "train.csv")["city"]
    decimals = tables.read(Path(made("semicolons_and_decimal_commas", tmp_path / "b").public) / "test.csv")["x"]
    amounts = tables.read(Path(made("thousands_separators", tmp_path / "c").public) / "train.csv")["amount"]

    assert set(cities) == {"Köln", "Zürich", "Genève"}
    assert tables.numbers(decimals).tolist() == numbers(TEST_COUNT, 29)
    assert amounts.tolist() == [str(row * row * 997 + 3) for row in range(COUNT)]


def test_rows_are_held_out_where_there_is_no_test_table_and_score_the_submission(tmp_path: Path) -> None:
    competition = made("one_table_alone", tmp_path)

    train, test = (tables.read(Path(competition.public) / f"{name}.csv") for name in ("train", "test"))
    assert (len(train), len(test), set(train["id"]) & set(test["id"])) == (48, 12, set())
    assert "y" not in test
    assert any(line.startswith("no test table: held out 12 of 60 rows, at random") for line in folder.inferred(Path(competition.public)))
    sample = (Path(competition.public) / "sample_submission.csv").read_bytes()
    assert grading.grade(competition, sample).score == pytest.approx(1 / 3)


def test_images_of_held_out_rows_come_to_lie_among_those_of_the_test(tmp_path: Path) -> None:
    public = Path(made("images_of_one_table", tmp_path).public)

    shown = {part: {path.stem for path in (public / part).iterdir()} for part in ("train", "test")}
    assert {part: set(tables.read(public / f"{part}.csv")["name"]) for part in shown} == shown
    assert len(shown["test"]) == 12


def write_image_that_is_none(place: Path) -> None:
    odd_folders.images_of_one_table(place)
    (place / "train" / "p7.png").write_bytes(b"\x89PNG\r\n and then nothing")


REFUSED: list[tuple[str, dict[str, Rows | None], dict[str, object], str]] = [
    ("one column only", {"train": {"y": range(40)}, "test": None}, {}, r"a target and at least one other column, found the one column 'y'"),
    ("constant target", {"train": {**TRAIN, "y": ["7"] * 40}}, {}, r"found '7' in all of 40 rows"),
    ("target that is not in train", {}, {"target": "price"}, r"target column 'price', found columns 'id', 'x', 'y'"),
    ("empty test", {"test": {"id": [], "x": []}}, {}, r"test\.csv of .*mine: expected rows below the header line"),
    (
        "sample with other ids",
        {"sample_submission": {"id": range(20), "y": [0] * 20}},
        {},
        r"the 20 ids of test\.csv.*found 20 ids missing, 20 unknown",
    ),
    ("sample with other columns", {"sample_submission": {"key": range(20), "z": [0] * 20}}, {}, r"id column 'key', found columns 'id', 'x'"),
    ("metric that does not fit", {}, {"metric": "auc"}, r"target for the metric auc.*found 40 different values"),
    ("metric of numbers for labels", {"train": {**TRAIN, "y": labels("a", "b", "c")}}, {"metric": "rmse"}, r"numbers for the metric rmse, found 'a'"),
    ("no column in common", {"test": {"id": range(40, 60), "q": range(20)}}, {"target": "y"}, r"at least one column, beside the id"),
    ("id that is not there", {}, {"id_column": "ID"}, r"a column that names the rows to predict, found 'ID', where the columns are 'id', 'x'"),
    ("target for an id", {"test": None}, {"id_column": "y"}, r"train\.csv: expected a column that names the rows to predict, found 'y'"),
    ("domain that nobody knows", {}, {"domain": "music"}, r"domain of .*mine: expected a domain that has a specialist"),
    ("split by a column that is not there", {}, {"split": {"kind": "grouped", "column": "z"}}, r"split of .*mine.*found 'z'"),
    ("too few rows to hold any out", {"train": {"x": range(9), "y": range(9)}, "test": None}, {}, r"at least 10 rows with a target.*--test FILE"),
    (
        "each label once",
        {"train": {**TRAIN, "y": [f"lot {row}" for row in range(40)]}},
        {"metric": "accuracy"},
        r"found 40 labels in 40 rows, 40 of them once, such as 'lot 0', 'lot 1', 'lot 2'",
    ),
    (
        "most rows with a label of their own",
        {"train": {**TRAIN, "y": ["a", "b", *labels("a", "b", count=17), *(f"lot {row}" for row in range(21))]}},
        {},
        r"labels that stand in more than one row in the target column 'y', found 23 labels in 40 rows, 21 of them once",
    ),
    (
        "amounts in two currencies",
        {"train": {**TRAIN, "y": [f"{'$€'[row % 2]}{row},000.00" for row in range(40)]}},
        {},
        r"either numbers or labels in the target column 'y', found numbers in 40 of 40 rows, beside '\$0,000\.00', '€1,000\.00', .* \(40 rows\)",
    ),
    (
        "a word among numbers",
        {"train": {**TRAIN, "y": ["unknown", *(f"{row}.5" for row in range(39))]}},
        {},
        r"found numbers in 39 of 40 rows, beside 'unknown' \(1 row\)\. Write these as plain numbers, or empty the fields.*--metric accuracy",
    ),
    (
        "days",
        {"train": {**TRAIN, "y": [f"2024-03-{row % 25 + 1:02}" for row in range(40)]}},
        {},
        r"found 25 different points in time, such as '2024-03-01'\. Write them as numbers, such as the days since",
    ),
    ("infinite target", {"train": {**TRAIN, "y": ["inf", *range(39)]}}, {}, r"numbers for the metric rmse, found 'inf' \(1 such values\)"),
    ("sample without a test", {"test": None, "sample_submission": SAMPLE}, {}, r"a test table beside a sample submission"),
]


@pytest.mark.parametrize(("files", "said", "message"), [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED])
def test_what_cannot_be_used_is_refused_and_nothing_is_lost(
    files: dict[str, Rows | None], said: dict[str, object], message: str, tmp_path: Path
) -> None:
    place = write_files(tmp_path / "mine", **({"sample_submission": None} | files))
    before = listing(place)

    with pytest.raises(HasteError, match=message) as refused:
        own_data.prepare(sources.find(place), wishes=Config.model_validate(said), into=tmp_path / "into")

    assert listing(place) == before
    assert ".building" not in str(refused.value)
    assert not (tmp_path / "into").exists() or list((tmp_path / "into").iterdir()) == []


def test_rare_labels_beside_common_ones_are_learned_however_many_they_are(tmp_path: Path) -> None:
    values = [*labels(*"abcdefg", count=25), *(f"lot {row}" for row in range(15))]
    place = write_files(tmp_path / "mine", train={**TRAIN, "y": values}, sample_submission=None)

    loaded = own_data.prepare(sources.find(place), into=tmp_path / "into")

    assert (loaded.metric.name, len(loaded.classes)) == ("accuracy", 22)


def test_labels_that_hardly_recur_are_learned_where_a_metric_for_them_is_named(tmp_path: Path) -> None:
    values = [*labels("a", "b", count=18), *(f"lot {row}" for row in range(22))]
    place = write_files(tmp_path / "mine", train={**TRAIN, "y": values}, sample_submission=None)

    competition = own_data.prepare(sources.find(place), wishes=Config(metric="accuracy"), into=tmp_path / "into")

    assert (competition.form, len(competition.classes)) == (AnswerForm.LABEL, 24)


def test_an_image_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    write_image_that_is_none(tmp_path / "mine")

    with pytest.raises(HasteError, match=r"mine: expected an image (train|test)/p7\.png, found 23 bytes that are none"):
        own_data.prepare(sources.find(tmp_path / "mine"), into=tmp_path / "into")


def test_a_sample_whose_id_does_not_come_first_is_understood(tmp_path: Path) -> None:
    sample: Rows = {"y": [0] * 20, "id": range(40, 60)}
    place = write_files(tmp_path / "mine", train=TRAIN, test=TEST, sample_submission=sample)

    competition = own_data.prepare(sources.find(place), into=tmp_path / "into")

    assert (competition.id_column, competition.answer_columns) == ("id", ("y",))
    assert list(tables.read(Path(competition.public) / "sample_submission.csv").columns) == ["y", "id"]


@pytest.mark.parametrize("rows", [50_000, pytest.param(1_000_000, marks=pytest.mark.slow)])
def test_a_long_table_is_converted_and_profiled(rows: int, tmp_path: Path) -> None:
    lines = [f"{row},{row * 37 % 1009},{'abcde'[row % 5]},{(row * 53 % 997) / 3:.3f}\n" for row in range(rows)]
    (tmp_path / "long.csv").write_text("key,x,kind,y\n" + "".join(lines), encoding="utf-8")

    shown = introduced(own_data.prepare(sources.find(tmp_path / "long.csv"), into=tmp_path / "into"))

    assert shown.profile is not None
    assert (shown.profile.rows, shown.profile.test_rows, shown.id_column) == (rows * 4 // 5, rows // 5, "key")


def test_an_archive_of_both_tables_is_to_be_unpacked(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    with zipfile.ZipFile(tmp_path / "mine" / "data.zip", "w") as archive:
        archive.writestr("train.csv", "id,x,y\n")
        archive.writestr("test.csv", "id,x\n")

    with pytest.raises(HasteError, match=r"found 2 files in it.*: train\.csv, test\.csv\. Unpack it, and name the folder that holds them\."):
        own_data.prepare(sources.find(tmp_path / "mine"), into=tmp_path / "into")


def test_long_ids_keep_all_their_digits(tmp_path: Path) -> None:
    test = tables.read(Path(made("ids_of_nineteen_digits", tmp_path).public) / "test.csv")

    assert test["id"].tolist()[:2] == ["1234567890123457789", "1234567890123457790"]
