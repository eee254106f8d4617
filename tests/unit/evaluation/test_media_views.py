"""A view shows the images or signals of its rows, and nothing about them - name, time, place on the disk, order - tells a label."""

import os
import time
from io import BytesIO
from pathlib import Path

import msgspec
import numpy as np
import pytest
from PIL import Image
from scipy.io import wavfile

from haste.errors import CompetitionError
from haste.evaluation import scoring, tables, views
from haste.evaluation.media import BY_ID
from haste.vocabulary.competition import Competition, Split
from tests.unit.evaluation.examples import Rows, labelled, write_public

ROWS, TESTS = 60, 15
SPLIT = Split(folds=3, stratified=True, seed=5)
PETS = ["cat"] * (ROWS // 2) + ["dog"] * (ROWS // 2)  # sorted by label, the worst case


def picture(shade: int, size: int = 5) -> bytes:
    """A PNG file of one shade: the shade is how a test knows it again."""
    file = BytesIO()
    Image.new("L", (size, size), shade).save(file, "PNG")
    return file.getvalue()


def sound(level: int) -> bytes:
    """A WAV file of one level."""
    file = BytesIO()
    wavfile.write(file, 8000, np.full(30, level, dtype=np.uint8))
    return file.getvalue()


def shade(path: Path) -> int:
    """Which picture, or sound, that is."""
    if path.suffix == ".wav":
        return int(wavfile.read(path)[1][0])
    with Image.open(path) as image:
        return int(np.asarray(image)[0, 0])


def lay(public: Path, files: dict[str, bytes]) -> None:
    """Write files one after the other, each a second older than the next: as whoever sorted them by label would."""
    for number, (name, contents) in enumerate(files.items()):
        path = public / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(contents)
        os.utime(path, (1_700_000_000 + number, 1_700_000_000 + number))


def pets(place: Path, media: str, train: Rows, test: Rows, train_files: list[str], test_files: list[str]) -> Competition:
    """A competition of pictures; training row n has the shade n, test row n the shade 200 + n."""
    competition = msgspec.structs.replace(labelled(classes=("cat", "dog")), media=media)
    competition = write_public(competition, place, train={**train, "y": PETS}, test=test, answer="cat")
    shades = {**{name: row for row, name in enumerate(train_files)}, **{name: 200 + row for row, name in enumerate(test_files)}}
    lay(place, {name: sound(value) if name.endswith(".wav") else picture(value) for name, value in shades.items()})
    return competition


def by_id(place: Path) -> Competition:
    """Files named by ids that tell nothing."""
    names, tests = [f"train/{row}.png" for row in range(ROWS)], [f"test/{row}.png" for row in range(ROWS, ROWS + TESTS)]
    return pets(place, BY_ID, {"id": range(ROWS)}, {"id": range(ROWS, ROWS + TESTS)}, names, tests)


def by_telling_id(place: Path) -> Competition:
    """Files named by ids that hold the label, and their own suffix."""
    ids, tests = [f"{pet}.{row}.png" for row, pet in enumerate(PETS)], [f"{row}.png" for row in range(TESTS)]
    return pets(place, BY_ID, {"id": ids}, {"id": tests}, [f"train/{name}" for name in ids], [f"test/{name}" for name in tests])


def by_path(place: Path) -> Competition:
    """Files in a folder for each label, named in a column."""
    files, tests = [f"{pet}s/{row}.PNG" for row, pet in enumerate(PETS)], [f"unknown/{row}.png" for row in range(TESTS)]
    return pets(place, "file", {"id": range(ROWS), "file": files}, {"id": range(ROWS, ROWS + TESTS), "file": tests}, files, tests)


def by_path_as_id(place: Path) -> Competition:
    """Paths that are the ids themselves."""
    files, tests = [f"{pet}s/{row}.png" for row, pet in enumerate(PETS)], [f"unknown/{row}.png" for row in range(TESTS)]
    competition = pets(place, "name", {"name": files}, {"id": tests}, files, tests)
    for table in ("test", "sample_submission"):
        tables.write(tables.read(place / f"{table}.csv").rename(columns={"id": "name"}), place / f"{table}.csv")
    return msgspec.structs.replace(competition, id_column="name")


def sounds_by_id(place: Path) -> Competition:
    """Sounds named by ids that hold the label."""
    ids, tests = [f"{pet}.{row}" for row, pet in enumerate(PETS)], [f"{row}" for row in range(TESTS)]
    files = ([f"train/{name}.wav" for name in ids], [f"test/{name}.wav" for name in tests])
    return pets(place, BY_ID, {"id": ids}, {"id": tests}, *files)


def sounds_by_path(place: Path) -> Competition:
    """Sounds in a folder for each label, named in a column."""
    files, tests = [f"{pet}s/{row}.wav" for row, pet in enumerate(PETS)], [f"unknown/{row}.wav" for row in range(TESTS)]
    return pets(place, "file", {"id": range(ROWS), "file": files}, {"id": range(ROWS, ROWS + TESTS), "file": tests}, files, tests)


MAKERS = [by_id, by_telling_id, by_path, by_path_as_id, sounds_by_id, sounds_by_path]


@pytest.fixture(params=MAKERS, ids=lambda make: make.__name__)
def competition(request: pytest.FixtureRequest, tmp_path: Path) -> Competition:
    found: Competition = request.param(tmp_path / "public")
    return found


def shown(competition: Competition, fold: int, folder: Path) -> Path:
    return views.fold_view(competition, SPLIT, fold, folder=folder / "views").input


def files_of(view: Path, part: str, competition: Competition) -> list[Path]:
    """The files that a solution finds for the rows of a table, in order, as the vocabulary says where they are."""
    rows = tables.read(view / f"{part}.csv")
    if competition.media != BY_ID:
        return [view / path for path in rows[competition.media]]
    found = [view / part / name for name in rows[competition.id_column]]
    return [path if path.is_file() else next(view.glob(f"{part}/{path.name}.*")) for path in found]


def images_below(view: Path) -> list[Path]:
    return [path for path in view.rglob("*") if path.is_file() and path.suffix not in (".csv", ".md")]


def test_every_row_finds_its_own_picture_and_no_others_are_there(competition: Competition, tmp_path: Path) -> None:
    held = []
    for fold in range(3):
        view = shown(competition, fold, tmp_path)
        train, test = (files_of(view, part, competition) for part in ("train", "test"))

        labels = [PETS[shade(path)] for path in train]
        assert labels == tables.read(view / "train.csv")["y"].tolist()
        answers = tables.read(view.parent / "answers.csv")["y"].tolist()
        assert [PETS[shade(path)] for path in test] == answers
        assert sorted(images_below(view)) == sorted([*train, *test])
        held += [shade(path) for path in test]
    assert sorted(held) == list(range(ROWS))


def test_neither_names_nor_their_order_tell_the_label_of_a_test_picture(competition: Competition, tmp_path: Path) -> None:
    for fold in range(3):
        view = shown(competition, fold, tmp_path)
        rows, paths = tables.read(view / "test.csv"), files_of(view, "test", competition)
        told = " ".join([*rows.to_numpy().ravel(), *(str(path.relative_to(view)) for path in paths)])

        assert "cat" not in told
        assert "dog" not in told
        numbers = [int("".join(filter(str.isdigit, path.stem)) or 0) for path in paths]
        shades = [shade(path) for path in paths]
        if competition.media != BY_ID or competition.id_column != "id" or not set(rows["id"]) <= set(map(str, range(ROWS))):
            assert abs(np.corrcoef(numbers, shades)[0, 1]) < 0.6


def test_the_sample_names_the_rows_of_the_fold_and_scores(competition: Competition, tmp_path: Path) -> None:
    view = views.fold_view(competition, SPLIT, 0, folder=tmp_path / "views")
    sample = (view.input / "sample_submission.csv").read_bytes()

    assert 0 < scoring.score(sample, tables.read(view.answers), competition) < 1


def test_times_are_the_same_for_all_pictures_even_after_some_were_read(competition: Competition, tmp_path: Path) -> None:
    views_of_folds = [shown(competition, fold, tmp_path) for fold in range(3)]
    for path in files_of(views_of_folds[0], "train", competition):
        path.read_bytes()

    for view in views_of_folds:
        times = {(path.stat().st_mtime_ns, path.stat().st_atime_ns) for path in images_below(view)}
        assert len(times) == 1
        assert len({path.stat().st_mtime_ns for path in view.rglob("*")}) == 1


def test_the_order_of_creation_and_of_linking_follows_contents_and_not_labels(competition: Competition, tmp_path: Path) -> None:
    for fold in range(3):
        shown(competition, fold, tmp_path)
        time.sleep(0.01)
    view = shown(competition, 0, tmp_path)

    paths = files_of(view, "test", competition)
    shades = [shade(path) for path in paths]
    for what in ([path.stat().st_ino for path in paths], [path.stat().st_ctime_ns for path in paths]):
        if len(set(what)) > 1:
            assert abs(np.corrcoef(np.argsort(np.argsort(what)), shades)[0, 1]) < 0.6


def test_pictures_are_files_without_ways_back(competition: Competition, tmp_path: Path) -> None:
    view = shown(competition, 0, tmp_path)
    own = {path.stat().st_ino for path in images_below(Path(competition.public))}

    assert not any(path.is_symlink() for path in view.rglob("*"))
    assert not own & {path.stat().st_ino for path in images_below(view)}
    assert len({path.stat().st_mode for path in images_below(view)}) == 1


def test_the_public_folder_keeps_its_times(competition: Competition, tmp_path: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in Path(competition.public).rglob("*")}

    shown(competition, 0, tmp_path)

    assert {path: path.stat().st_mtime_ns for path in Path(competition.public).rglob("*")} == before


def test_what_lies_in_the_public_folder_beside_the_rows_is_not_shown(competition: Competition, tmp_path: Path) -> None:
    lay(Path(competition.public), {"train/hint-cat.png": picture(1), "cats/overview.png": picture(2), "notes.txt": b"row 3 is a cat"})

    view = shown(competition, 0, tmp_path)

    assert len(images_below(view)) == ROWS


def test_pictures_are_stored_once_for_all_views(competition: Competition, tmp_path: Path) -> None:
    view = [shown(competition, fold, tmp_path) for fold in range(3)]

    counts = {path.stat().st_nlink for path in images_below(view[0])}
    assert counts == {4}  # the store, and three views


def test_copies_of_a_picture_under_other_names_are_held_out_together(tmp_path: Path) -> None:
    competition = by_path(tmp_path / "public")
    for row in range(0, 20, 2):
        lay(tmp_path / "public", {f"cats/{row + 1}.PNG": picture(row)})

    for fold in range(3):
        view = shown(competition, fold, tmp_path)
        train, test = ({shade(path) for path in files_of(view, part, competition)} for part in ("train", "test"))
        assert not train & test


def test_copies_of_a_sound_under_other_names_are_held_out_together(tmp_path: Path) -> None:
    competition = sounds_by_path(tmp_path / "public")
    for row in range(0, 20, 2):
        lay(tmp_path / "public", {f"cats/{row + 1}.wav": sound(row)})

    for fold in range(3):
        view = shown(competition, fold, tmp_path)
        train, test = ({shade(path) for path in files_of(view, part, competition)} for part in ("train", "test"))
        assert not train & test


def test_without_links_pictures_are_copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError(18, "Invalid cross-device link")

    monkeypatch.setattr(os, "link", refuse)
    competition = by_path(tmp_path / "public")

    view = shown(competition, 0, tmp_path)

    test = [PETS[shade(path)] for path in files_of(view, "test", competition)]
    assert test == tables.read(view.parent / "answers.csv")["y"].tolist()
    assert len({(path.stat().st_mtime_ns, path.stat().st_atime_ns) for path in images_below(view)}) == 1


def test_a_picture_that_is_gone_is_named(competition: Competition, tmp_path: Path) -> None:
    gone = images_below(Path(competition.public))
    for path in gone:
        path.unlink()

    with pytest.raises(CompetitionError, match=r"expected an? (image|signal) .*found none"):
        shown(competition, 0, tmp_path)


def test_an_id_longer_than_the_test_has_keeps_its_suffix(tmp_path: Path) -> None:
    view = shown(by_telling_id(tmp_path / "public"), 0, tmp_path)

    assert {path.suffix for path in images_below(view)} == {".png"}
