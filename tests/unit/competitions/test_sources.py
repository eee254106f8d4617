"""A person's files are found by what they are called, or named one by one."""

from pathlib import Path

import pytest

from haste.competitions import own_data, sources
from haste.errors import CompetitionError
from haste.evaluation import tables

TRAIN, TEST = "id,x,y\n" + "".join(f"{row},{row % 7},{row % 9}.5\n" for row in range(40)), "id,x\n50,1\n51,2\n"


def folder_with(place: Path, **files: str) -> Path:
    """A folder with these files; the last `_` of a name stands for its dot."""
    place.mkdir()
    for name, text in files.items():
        (place / ".".join(name.rsplit("_", 1))).write_text(text, encoding="utf-8")
    return place


def test_names_count_and_not_how_they_are_spelled(tmp_path: Path) -> None:
    place = folder_with(tmp_path / "a", Train_CSV=TRAIN, TEST_tsv=TEST, sampleSubmission_csv="id,y\n")

    found = sources.find(place)

    assert [path.name for path in (found.train, found.test, found.sample) if path] == ["Train.CSV", "TEST.tsv", "sampleSubmission.csv"]
    assert (found.name, found.folder, found.where) == ("a", place, str(place))


def test_a_single_table_of_a_folder_is_the_one_to_learn_from(tmp_path: Path) -> None:
    place = folder_with(tmp_path / "a", sales_csv=TRAIN, readme_txt="words", settings_json="{}")

    found = sources.find(place)

    assert (found.train.name, found.test, found.name) == ("sales.csv", None, "a")


@pytest.mark.parametrize(("file", "name"), [("sales.csv", "sales"), ("train.csv", "a")])
def test_a_file_is_called_by_its_own_name_or_by_its_folders(file: str, name: str, tmp_path: Path) -> None:
    place = folder_with(tmp_path / "a")
    (place / file).write_text(TRAIN, encoding="utf-8")

    found = sources.find(place / file)

    assert (found.name, found.folder, found.media, found.where) == (name, None, (), str(place / file))


def test_two_files_of_one_name_are_refused(tmp_path: Path) -> None:
    place = folder_with(tmp_path / "a", train_csv=TRAIN, train_tsv=TRAIN)

    with pytest.raises(CompetitionError, match=r"one file called train, found train\.csv, train\.tsv"):
        sources.find(place)


def test_several_tables_without_the_usual_names_ask_for_them(tmp_path: Path) -> None:
    with pytest.raises(
        CompetitionError, match=r"found jan\.csv, may\.csv\. Name a folder that holds train\.csv and test\.csv, or the files: --train FILE"
    ):
        sources.find(folder_with(tmp_path / "a", jan_csv=TRAIN, may_csv=TRAIN))


@pytest.mark.parametrize("name", ["test_csv", "sample_submission_csv"])
def test_a_test_table_alone_is_nothing_to_learn_from(name: str, tmp_path: Path) -> None:
    with pytest.raises(CompetitionError, match="expected train"):
        sources.find(folder_with(tmp_path / "a", **{name: TEST}))


def test_no_table_and_no_folder_are_refused(tmp_path: Path) -> None:
    with pytest.raises(CompetitionError, match=r"found an empty folder"):
        sources.find(folder_with(tmp_path / "a"))
    with pytest.raises(CompetitionError, match=r"found no such folder"):
        sources.find(tmp_path / "nowhere")


def test_the_copy_has_its_parts_whatever_they_came_from(tmp_path: Path) -> None:
    place = folder_with(tmp_path / "a", train_tsv=TRAIN.replace(",", "\t"), test_txt=TEST.replace(",", "|"), description_md="# Mine\n")

    public = Path(own_data.prepare(sources.find(place), into=tmp_path / "into").public)

    assert sorted(path.name for path in public.iterdir()) == ["description.md", "sample_submission.csv", "test.csv", "train.csv"]
    assert tables.read(public / "test.csv").to_dict("list") == {"id": ["50", "51"], "x": ["1", "2"]}
