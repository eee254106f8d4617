"""Images are found by the rows that name them; whatever is wrong with one is said by its name, before anything runs."""

import time
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import msgspec
import pytest
from PIL import Image

from haste.competitions import folder, profile
from haste.errors import CompetitionError
from haste.vocabulary.competition import MediaProfile
from haste.vocabulary.scales import SplitKind
from tests.unit.competitions.folders import Rows, labels, listing, write

IDS, TEST_IDS = range(40), range(40, 60)
LABELS = labels("cat", "dog")
SHOWN: Rows = {"id": TEST_IDS, "y": ["cat"] * 20}


def picture(size: tuple[int, int] = (6, 4), mode: str = "RGB", kind: str = "PNG") -> bytes:
    file = BytesIO()
    Image.new(mode, size).save(file, kind)
    return file.getvalue()


def laid(place: Path, files: dict[str, bytes], **tables: Rows | None) -> Path:
    """A folder of a competition with files below its public folder."""
    write(place, config="id: toy\n", **tables)
    for name, contents in files.items():
        path = place / "prepared" / "public" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(contents)
    return place


def by_id(place: Path, *, suffix: str = ".png", but: dict[str, bytes | None] | None = None, **tables: Rows | None) -> Path:
    """Files named by ids; `but` changes some of them, or leaves them out."""
    files = {f"train/{name}{suffix}": picture() for name in IDS} | {f"test/{name}{suffix}": picture() for name in TEST_IDS}
    kept = {name: contents for name, contents in (files | (but or {})).items() if contents is not None}
    told: dict[str, Rows | None] = {"train": {"id": IDS, "y": LABELS}, "test": {"id": TEST_IDS}, "sample_submission": SHOWN}
    return laid(place, kept, **(told | tables))


def by_path(place: Path, paths: list[str], test_paths: list[str] | None = None, **more: Rows) -> Path:
    """Files at the paths of a column."""
    test_paths = test_paths or [f"pictures/{name}.jpg" for name in TEST_IDS]
    files = {name: picture(kind="JPEG") for name in (*paths, *test_paths) if name and not name.startswith(("/", ".."))}
    train = {"id": IDS, "file": paths, **more, "y": LABELS}
    return laid(place, files, train=train, test={"id": TEST_IDS, "file": test_paths, **more}, sample_submission=SHOWN)


def test_files_named_by_ids_make_an_image_competition_without_any_other_column(tmp_path: Path) -> None:
    found = folder.load(by_id(tmp_path / "a"))

    assert (found.media, found.domain, found.target) == ("id", "image", ("y",))
    assert profile.profile(found).columns == ()
    assert profile.profile(found).relation.kind is SplitKind.RANDOM  # ids that count on name rows
    assert profile.profile(found).media == MediaProfile(
        files=60, bytes=60 * len(picture()), width=6, height=4, channels=3, same_size=True, suffix=".png"
    )


def test_ids_may_hold_the_suffix(tmp_path: Path) -> None:
    train, test = {"id": [f"{name}.png" for name in IDS], "y": LABELS}, {"id": [f"{name}.png" for name in TEST_IDS]}

    found = folder.load(by_id(tmp_path / "a", train=train, test=test, sample_submission={**test, "y": ["cat"] * 20}))

    assert found.media == "id"
    assert msgspec.to_builtins(profile.profile(found).media)["suffix"] == ""


def test_paths_in_a_column_make_an_image_competition_and_the_column_is_no_feature(tmp_path: Path) -> None:
    found = folder.load(by_path(tmp_path / "a", [f"{label}s/{name}.jpg" for name, label in zip(IDS, LABELS, strict=True)]))

    seen = profile.profile(found)
    assert (found.media, found.domain) == ("file", "image")
    assert (seen.columns, seen.media and seen.media.suffix) == ((), ".jpg")


def test_images_of_many_sizes_are_told_by_medians(tmp_path: Path) -> None:
    other = {f"train/{name}.png": picture((50, 70), "L") for name in range(35)}

    seen = profile.profile(folder.load(by_id(tmp_path / "a", but=dict(other)))).media

    assert seen is not None
    assert (seen.width, seen.height, seen.channels, seen.same_size) == (50, 70, 1, False)


@pytest.mark.parametrize(("mode", "channels"), [("L", 1), ("LA", 2), ("P", 3), ("RGBA", 4), ("I;16", 1), ("1", 1)])
def test_channels_are_numbers_a_pixel(mode: str, channels: int, tmp_path: Path) -> None:
    files = {f"{part}/{name}.png": picture(mode=mode) for part, names in (("train", IDS), ("test", TEST_IDS)) for name in names}

    seen = profile.profile(folder.load(by_id(tmp_path / "a", but=dict(files)))).media

    assert seen is not None
    assert seen.channels == channels


def test_a_table_with_small_pictures_beside_it_stays_a_table(tmp_path: Path) -> None:
    columns: Rows = {f"x{number}": [f"{row}.2512" for row in range(40)] for number in range(20)}
    test: Rows = {"id": TEST_IDS, **{name: list(values)[:20] for name, values in columns.items()}}

    found = folder.load(by_id(tmp_path / "a", train={"id": IDS, **columns, "y": LABELS}, test=test))

    assert (found.media, found.domain) == ("id", "tabular")
    assert len(profile.profile(found).columns) == 20


def test_a_table_without_images_has_none(tmp_path: Path) -> None:
    found = folder.load(write(tmp_path / "a"))

    assert (found.media, profile.profile(found).media) == ("", None)


def test_texts_that_look_like_files_are_texts(tmp_path: Path) -> None:
    texts = [f"screenshot {row}.png" for row in range(40)]
    strange = ["a" * 5000 + ".png", "\0.png", *texts[2:]]

    found = folder.load(
        write(tmp_path / "a", train={"id": IDS, "x": strange, "y": LABELS}, test={"id": TEST_IDS, "x": texts[:20]}, sample_submission=SHOWN)
    )

    assert found.media == ""


def test_size_and_digest_count_the_images(tmp_path: Path) -> None:
    first, other = folder.load(by_id(tmp_path / "a")), folder.load(by_id(tmp_path / "b", but={"train/3.png": picture((6, 5))}))

    assert first.digest != other.digest
    assert profile.profile(other).bytes > 60 * len(picture())


def test_what_was_found_is_told_in_words(tmp_path: Path) -> None:
    assert "images: named by ids" in folder.inferred(by_id(tmp_path / "a"))
    assert "images: at the paths in column 'file'" in folder.inferred(by_path(tmp_path / "b", [f"p/{name}.jpg" for name in IDS]))


def test_a_folder_with_images_is_only_read(tmp_path: Path) -> None:
    place = by_id(tmp_path / "a")
    before = listing(place)

    profile.profile(folder.load(place))

    assert listing(place) == before


Broken = Callable[[Path], Path]
PATHS = [f"pictures/{name}.jpg" for name in IDS]
MISFITS: dict[str, tuple[Broken, str]] = {
    "no file for a training row": (lambda place: by_id(place, but={"train/7.png": None}), r"train/7\.png, found none for '7' \(1 ids"),
    "no file for a test row": (lambda place: by_id(place, but={"test/41.png": None, "test/42.png": None}), r"test/41\.png, found none.*\(2 ids"),
    "half a file": (lambda place: by_id(place, but={"train/7.png": picture()[:10]}), r"image train/7\.png, found 10 bytes that are none"),
    "an empty file": (lambda place: by_id(place, but={"test/50.png": b""}), r"image test/50\.png, found 0 bytes"),
    "another kind of file": (lambda place: by_id(place, but={"train/1.png": b"a table, by mistake"}), r"image train/1\.png, found 19 bytes"),
    "no file at a path": (lambda place: without(by_path(place, PATHS), "pictures/9.jpg"), r"image pictures/9\.jpg, found none"),
    "a row without a path": (lambda place: by_path(place, [*PATHS[:-1], ""]), r"path in every row, found a row without one"),
    "a path that leads out": (
        lambda place: by_path(place, [*PATHS[:-1], "../private/1.jpg"]),
        r"below the public folder, found '\.\./private/1\.jpg'",
    ),
    "a path from the root": (lambda place: by_path(place, [*PATHS[:-1], "/etc/1.jpg"]), r"below the public folder, found '/etc/1\.jpg'"),
    "a link that leads out": (lambda place: linked(by_id(place)), r"below the public folder, found 'train/5\.png'"),
}


def without(place: Path, name: str) -> Path:
    (place / "prepared" / "public" / name).unlink()
    return place


def linked(place: Path) -> Path:
    outside, inside = place / "elsewhere.png", place / "prepared" / "public" / "train" / "5.png"
    inside.rename(outside)
    inside.symlink_to(outside)
    return place


@pytest.mark.parametrize("case", MISFITS)
def test_what_is_wrong_with_an_image_is_said_by_its_name(case: str, tmp_path: Path) -> None:
    broken, message = MISFITS[case]

    with pytest.raises(CompetitionError, match=message):
        folder.load(broken(tmp_path / "a"))


def test_a_second_column_of_paths_is_refused(tmp_path: Path) -> None:
    place = by_path(tmp_path / "a", PATHS)
    public = place / "prepared" / "public"
    for part in ("train", "test"):
        table = (public / f"{part}.csv").read_text(encoding="utf-8").splitlines()
        again = [f"{line.split(',')[1]},{line}" for line in table]
        (public / f"{part}.csv").write_text("\n".join(["copy," + table[0], *again[1:]]) + "\n", encoding="utf-8")

    with pytest.raises(CompetitionError, match=r"one column of paths, found 2: 'copy', 'file'"):
        folder.load(place)


def test_a_column_of_paths_may_not_be_called_id(tmp_path: Path) -> None:
    train, test = {"row": IDS, "id": PATHS, "y": LABELS}, {"row": TEST_IDS, "id": PATHS[:20]}
    place = laid(tmp_path / "a", {name: picture() for name in PATHS}, train=train, test=test, sample_submission={"row": TEST_IDS, "y": ["cat"] * 20})

    with pytest.raises(CompetitionError, match="Rename it"):
        folder.load(place)


def test_paths_may_be_the_ids(tmp_path: Path) -> None:
    tests = [f"unknown/{name}.jpg" for name in TEST_IDS]
    files = {name: picture(kind="JPEG") for name in (*PATHS, *tests)}
    train, test = {"name": PATHS, "y": LABELS}, {"name": tests}

    found = folder.load(laid(tmp_path / "a", files, train=train, test=test, sample_submission={**test, "y": ["cat"] * 20}))

    assert (found.media, found.id_column, found.domain) == ("name", "name", "image")


def test_headers_are_read_once_as_long_as_files_do_not_change(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = by_id(tmp_path / "a")
    first = profile.profile(folder.load(place))
    monkeypatch.setattr(Image, "open", lambda path: pytest.fail(f"opened {path} again"))

    assert profile.profile(folder.load(place)) == first


def test_a_thousand_headers_take_little_time(tmp_path: Path) -> None:
    files = {f"train/{name}.png": picture((64, 64)) for name in range(1000)} | {f"test/{name}.png": picture((64, 64)) for name in range(1000, 1020)}
    test: Rows = {"id": range(1000, 1020)}
    place = laid(
        tmp_path / "a",
        files,
        train={"id": range(1000), "y": labels("cat", "dog", count=1000)},
        test=test,
        sample_submission={**test, "y": ["cat"] * 20},
    )
    started = time.perf_counter()

    folder.load(place)

    assert time.perf_counter() - started < 3
