"""The view that shows other files too: they stand in every fold, and neither they nor their times say more than they hold."""

import os
from pathlib import Path

import msgspec
import pytest

from haste.errors import CompetitionError
from haste.evaluation import scoring, tables, views
from haste.evaluation.media import BY_ID
from haste.vocabulary.competition import Competition, OtherFiles, Split
from haste.vocabulary.scales import View
from tests.unit.evaluation.examples import labelled, write_public

SPLIT = Split(folds=4, seed=7)
ROWS = 80
FILES = ("notes.txt", "more/weights.csv")


def with_files(place: Path, *, keyed: bool = False) -> Competition:
    labels = ["no", "yes"] * (ROWS // 2)
    competition = write_public(
        labelled(), place, train={"id": range(ROWS), "x": range(ROWS), "y": labels}, test={"id": range(ROWS, ROWS + 30), "x": range(30)}
    )
    (place / "more").mkdir()
    for number, name in enumerate((*FILES, "labels.csv")):
        (place / name).write_text(f"contents of {name}", encoding="utf-8")
        os.utime(place / name, (1_700_000_000 + number, 1_700_000_000 + number))
    return msgspec.structs.replace(competition, view=View.HIDDEN_WITH_FILES, files=OtherFiles(shown=FILES, keyed=keyed))


def below(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def test_every_fold_and_the_few_rows_show_the_files_and_nothing_that_is_withheld(tmp_path: Path) -> None:
    competition = with_files(tmp_path / "public")
    shown = [views.fold_view(competition, SPLIT, fold, folder=tmp_path / "views").input for fold in range(4)]
    shown.append(views.sample_view(competition, SPLIT, 20, folder=tmp_path / "views").input)

    for folder in shown:
        assert below(folder) == sorted(["description.md", "sample_submission.csv", "test.csv", "train.csv", *FILES])
        for name in FILES:
            assert (folder / name).read_text(encoding="utf-8") == f"contents of {name}"
            assert not (folder / name).is_symlink()


def test_times_and_links_of_the_files_are_no_ones(tmp_path: Path) -> None:
    competition = with_files(tmp_path / "public")

    shown = views.fold_view(competition, SPLIT, 0, folder=tmp_path / "views").input

    assert {path.stat().st_mtime_ns for path in (shown, *shown.rglob("*"))} == {946_684_800 * 10**9}
    for name in FILES:
        assert (shown / name).stat().st_ino != (Path(competition.public) / name).stat().st_ino
        assert (shown / name).stat().st_mode & 0o222 == 0


def test_the_same_competition_without_the_files_has_the_same_tables(tmp_path: Path) -> None:
    competition = with_files(tmp_path / "public")
    hidden = msgspec.structs.replace(competition, view=View.HIDDEN, files=OtherFiles())
    one, other = (views.fold_view(which, SPLIT, 1, folder=tmp_path / "views") for which in (competition, hidden))

    assert one.input != other.input
    assert below(other.input) == ["description.md", "sample_submission.csv", "test.csv", "train.csv"]
    for name in below(other.input):
        assert (one.input / name).read_bytes() == (other.input / name).read_bytes()
    assert one.answers.read_bytes() == other.answers.read_bytes()


def test_rows_keep_their_ids_where_a_file_goes_by_them_and_are_scored_by_them(tmp_path: Path) -> None:
    plain, keyed = (with_files(tmp_path / name, keyed=name == "keyed") for name in ("plain", "keyed"))
    folds = [views.fold_view(keyed, SPLIT, fold, folder=tmp_path / "views") for fold in range(4)]
    replaced = tables.read(views.fold_view(plain, SPLIT, 0, folder=tmp_path / "views").input / "test.csv")

    assert set(replaced["id"]) <= {str(name) for name in range(ROWS, ROWS + 30)}
    held = [tables.read(fold.input / "test.csv") for fold in folds]
    assert sorted(int(name) for rows in held for name in rows["id"]) == list(range(ROWS))
    assert all((rows["id"] == rows["x"]).all() for rows in held)
    assert scoring.score(folds[0].answers.read_bytes(), tables.read(folds[0].answers), keyed) == 1


def test_media_of_rows_and_other_files_stand_side_by_side(tmp_path: Path) -> None:
    competition = with_files(tmp_path / "public")
    for part, names in (("train", range(ROWS)), ("test", range(ROWS, ROWS + 30))):
        (tmp_path / "public" / part).mkdir()
        for name in names:
            (tmp_path / "public" / part / f"{name}.png").write_bytes(f"image {name}".encode())
    with_media = msgspec.structs.replace(competition, media=BY_ID)

    shown = views.fold_view(with_media, SPLIT, 0, folder=tmp_path / "views").input

    assert set(FILES) < set(below(shown))
    assert len(below(shown)) == 4 + ROWS + len(FILES)


@pytest.mark.parametrize("linked", ["notes.txt", "more"])
def test_a_file_that_has_become_a_link_is_refused(linked: str, tmp_path: Path) -> None:
    competition = with_files(tmp_path / "public")
    (tmp_path / "public" / linked).rename(tmp_path / "elsewhere")
    (tmp_path / "public" / linked).symlink_to(tmp_path / "elsewhere")

    with pytest.raises(CompetitionError, match="found a symbolic link"):
        views.fold_view(competition, SPLIT, 0, folder=tmp_path / "views")
