"""Files beside the tables: each that would tell a fold the labels of its rows is withheld and said so, the others are shown."""

import bz2
import gzip
import json
import lzma
import os
from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec
import numpy as np
import pandas as pd
import pytest
from PIL import Image

from haste.competitions import folder
from haste.errors import CompetitionError
from haste.vocabulary.competition import OtherFiles
from haste.vocabulary.scales import View
from tests.unit.competitions.folders import write
from tests.unit.evaluation.examples import table

ROWS, TESTS = 90, 30
PETS = [("cat", "dog", "owl")[int(pick)] for pick in np.random.default_rng(4).integers(0, 3, ROWS)]
PRICES = [round(float(price), 3) for price in np.random.default_rng(5).normal(50, 9, ROWS)]
X = [f"{number / 7:.4f}" for number in np.random.default_rng(6).permutation(ROWS)]
Z = [f"{number % 9}" for number in np.random.default_rng(7).permutation(ROWS)]
IDS = [str(number) for number in np.random.default_rng(8).permutation(ROWS + TESTS)]
SHUFFLED = np.random.default_rng(9).permutation(ROWS)


@pytest.fixture(params=["labels", "numbers"])
def target(request: pytest.FixtureRequest) -> list[object]:
    return list(PETS if request.param == "labels" else PRICES)


def pets(place: Path, target: list[object] | None = None, config: str = "id: pets\n") -> Path:
    """A competition; its public folder is what comes back."""
    answers = PETS if target is None else target
    write(
        place,
        config=config,
        train={"id": IDS[:ROWS], "x": X, "z": Z, "y": answers},
        test={"id": IDS[ROWS:], "x": X[:TESTS], "z": Z[:TESTS]},
        sample_submission={"id": IDS[ROWS:], "y": [answers[0]] * TESTS},
    )
    return place / "prepared" / "public"


def files_of(place: Path) -> OtherFiles:
    return folder.load(place).files


def because_of(place: Path, path: str) -> str:
    files = files_of(place)
    assert path not in files.shown
    return {one.path: one.because for one in files.withheld}[path]


def shuffled(**columns: Sequence[object]) -> pd.DataFrame:
    """Training rows in another order, ids beside columns."""
    return table(id=[IDS[row] for row in SHUFFLED], **{name: [values[row] for row in SHUFFLED] for name, values in columns.items()})


def csv(frame: pd.DataFrame, **settings: object) -> bytes:
    return str(frame.to_csv(index=False, **settings)).encode()


def parquet(frame: pd.DataFrame, place: Path) -> bytes:
    frame.to_parquet(place)
    held = place.read_bytes()
    place.unlink()
    return held


LEAKS: dict[str, Callable[[list[object], Path], bytes]] = {
    "by_name.csv": lambda y, _: csv(table(id=IDS[:5], Y=["?"] * len(y[:5]))),
    "by_value.csv": lambda y, _: csv(shuffled(found=y)),
    "by_value.tsv": lambda y, _: csv(shuffled(found=y), sep="\t"),
    "by_value.unknown": lambda y, _: csv(shuffled(found=y), sep=";"),
    "blanks.txt": lambda y, _: csv(shuffled(found=y), sep=" ", header=False),
    "wide.csv": lambda y, _: b"a, comment\n" + csv(shuffled(one=X, two=list(Z), three=y)),
    "part.csv": lambda y, _: csv(shuffled(found=y).head(20)),
    "paths.csv": lambda y, _: csv(table(path=[f"somewhere/{name}.wav" for name in IDS[:ROWS]], found=y)),
    "zeros.csv": lambda y, _: csv(table(number=[f"{int(name):05d}" for name in IDS[:ROWS]], found=y)),
    "packed.csv.gz": lambda y, _: gzip.compress(csv(shuffled(found=y))),
    "packed_but_not_called_so.csv": lambda y, _: gzip.compress(csv(shuffled(found=y))),
    "packed.bz2": lambda y, _: bz2.compress(csv(shuffled(found=y))),
    "packed.xz": lambda y, _: lzma.compress(csv(shuffled(found=y))),
    "deep/er/labels.csv": lambda y, _: csv(shuffled(found=y)),
    "rows.parquet": lambda y, place: parquet(shuffled(found=y), place / "rows"),
    "lines.jsonl": lambda y, _: "\n".join(json.dumps({"name": name, "say": say}) for name, say in zip(IDS, y, strict=False)).encode(),
    "list.json": lambda y, _: json.dumps([{"name": name, "is": {"it": say}} for name, say in zip(IDS, y, strict=False)]).encode(),
    "object.json": lambda y, _: json.dumps(dict(zip(IDS, y, strict=False))).encode(),
    "columns.json": lambda y, _: json.dumps({"a": IDS[:ROWS], "b": y}).encode(),
    "inner.json": lambda y, _: json.dumps({"v": 1, "rows": [{"n": name, "is": say} for name, say in zip(IDS, y, strict=False)]}).encode(),
    "pairs.json": lambda y, _: json.dumps([list(pair) for pair in zip(IDS, y, strict=False)]).encode(),
    "utf16.csv": lambda y, _: csv(shuffled(found=y)).decode().encode("utf-16"),
    "no_ids.txt": lambda y, _: "\n".join(map(str, y)).encode(),
    "no_ids_but_features.csv": lambda y, _: csv(shuffled(x=X, z=list(Z), found=y).drop(columns="id")),
    "codes.csv": lambda y, _: csv(shuffled(code=[{"cat": 3, "dog": 7, "owl": 1}.get(str(say)) or 2 * float(str(say)) + 1 for say in y])),
}  # fmt: skip


@pytest.mark.parametrize("name", LEAKS)
def test_a_file_that_tells_labels_of_training_rows_is_withheld(name: str, target: list[object], tmp_path: Path) -> None:
    public = pets(tmp_path / "pets", target)
    (public / name).parent.mkdir(parents=True, exist_ok=True)
    (public / name).write_bytes(LEAKS[name](target, tmp_path))
    (public / "notes.txt").write_text("nothing of rows", encoding="utf-8")

    files = files_of(tmp_path / "pets")

    assert files.shown == ("notes.txt",)
    assert [one.path for one in files.withheld] == [name]
    assert "target" in files.withheld[0].because


HARMLESS: dict[str, bytes] = {
    "README.md": b"# Pets\n\nAll of them, 1 to 90, are cats, dogs or owls.\n",
    "features.csv": csv(table(id=IDS, weight=np.random.default_rng(1).permutation(ROWS + TESTS))),
    "prices.csv": csv(table(z=range(9), price=range(9))),
    "of_the_test.csv": csv(table(id=IDS[ROWS:], y=["cat"] * TESTS)),
    "others.csv": csv(table(x=[f"9{x}" for x in X], z=Z, y=SHUFFLED)),
    "words.json": b'{"cat": "felis", "dog": "canis"}',
    "broken.json": b'{"cat": ',
    "empty.csv": b"",
    "half.csv": csv(shuffled(found=[say if row % 3 == 0 else PETS[row - 1] for row, say in enumerate(PETS)])),
    "song.wav": b"RIFF\0\0\0\0WAVE",
}


@pytest.mark.parametrize("name", HARMLESS)
def test_a_file_that_tells_no_label_is_shown(name: str, tmp_path: Path) -> None:
    public = pets(tmp_path / "pets")
    (public / name).write_bytes(HARMLESS[name])

    competition = folder.load(tmp_path / "pets")

    assert competition.files.withheld == ()
    assert competition.files.shown == (name,)
    assert competition.view is View.HIDDEN_WITH_FILES


def test_numbers_beside_texts_to_predict_tell_nothing(tmp_path: Path) -> None:
    texts = [f"words {row * 7 % ROWS} of a row" for row in range(ROWS)]
    public = pets(tmp_path / "pets", list(texts), config="id: pets\nmetric: word_accuracy\n")
    (public / "features.csv").write_bytes(HARMLESS["features.csv"])
    (public / "texts.csv").write_bytes(csv(shuffled(found=list(texts))))

    files = files_of(tmp_path / "pets")

    assert (files.shown, files.keyed) == (("features.csv",), True)


def test_a_list_of_the_rows_of_one_label_is_withheld(tmp_path: Path) -> None:
    public = pets(tmp_path / "pets")
    (public / "some.txt").write_text("\n".join(["name", *(name for name, pet in zip(IDS, PETS, strict=False) if pet == "owl")]), encoding="utf-8")

    assert "all with the target 'owl'" in because_of(tmp_path / "pets", "some.txt")


@pytest.mark.parametrize("name", ["all.zip", "array.npy", "model.pkl", "fake.png"])
def test_what_cannot_be_looked_into_is_withheld_unless_a_person_names_it(name: str, tmp_path: Path) -> None:
    public = pets(tmp_path / "pets")
    (public / name).write_bytes(
        {"all.zip": b"PK\x03\x04", "array.npy": b"\x93NUMPY", "model.pkl": b"\x80\x04", "fake.png": b"\x80\x04"}[name] + b"\0\1\2"
    )
    told = because_of(tmp_path / "pets", name)
    (tmp_path / "pets" / "config.yaml").write_text(f"other_files: {name}\n", encoding="utf-8")

    assert told == "of a kind that cannot be looked into"
    assert files_of(tmp_path / "pets").shown == (name,)


def test_a_file_that_is_packed_badly_is_withheld(tmp_path: Path) -> None:
    public = pets(tmp_path / "pets")
    (public / "half.gz").write_bytes(gzip.compress(csv(shuffled(found=list(PETS))))[:-20])
    (public / "none.parquet").write_bytes(b"PAR1PAR1")

    assert "cannot be unpacked" in because_of(tmp_path / "pets", "half.gz")
    assert "cannot be read" in because_of(tmp_path / "pets", "none.parquet")


def test_naming_a_file_does_not_show_its_labels(tmp_path: Path) -> None:
    public = pets(tmp_path / "pets", config="id: pets\nother_files: [labels.csv]\n")
    (public / "labels.csv").write_bytes(csv(shuffled(found=list(PETS))))

    assert "holds the target" in because_of(tmp_path / "pets", "labels.csv")
    assert folder.load(tmp_path / "pets").view is View.HIDDEN


def test_links_are_withheld_wherever_they_lead(tmp_path: Path) -> None:
    public = pets(tmp_path / "pets")
    answers = public.parent / "private" / "test.csv"
    answers.parent.mkdir()
    answers.write_text("id,y\n", encoding="utf-8")
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "labels.csv").write_text("a", encoding="utf-8")
    (public / "answers.csv").symlink_to(answers)
    (public / "relative.csv").symlink_to("../private/test.csv")
    (public / "folder").symlink_to(tmp_path / "outside")
    (public / "inside.csv").symlink_to("train.csv")
    (public / "broken.csv").symlink_to("nowhere")
    os.mkfifo(public / "queue")

    files = files_of(tmp_path / "pets")

    assert files.shown == ()
    assert {one.path for one in files.withheld} == {"answers.csv", "relative.csv", "folder", "inside.csv", "broken.csv", "queue"}
    assert {one.because for one in files.withheld} == {"a symbolic link, which may lead anywhere", "no regular file"}


@pytest.mark.parametrize("lie", ["{pet}/{name}.wav", "sounds/{pet}/{name}.wav", "notes/{name}.txt", "notes/{pet}-all/{name}.wav"])
def test_files_of_rows_whose_paths_or_contents_tell_labels_are_withheld(lie: str, tmp_path: Path) -> None:
    public = pets(tmp_path / "pets")
    for name, pet in zip(IDS, PETS, strict=False):
        path = public / lie.format(name=name, pet=pet)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"{pet} 0.1 0.2" if path.suffix == ".txt" else "RIFF\0", encoding="utf-8")
    (public / "notes.md").write_text("about pets", encoding="utf-8")

    files = files_of(tmp_path / "pets")

    assert files.shown == ("notes.md",)
    assert len(files.withheld) == ROWS


def test_files_of_rows_that_tell_nothing_are_shown_and_folds_keep_their_ids(tmp_path: Path) -> None:
    public = pets(tmp_path / "pets")
    (public / "sounds").mkdir()
    for name in IDS:
        (public / "sounds" / f"{name}.wav").write_bytes(b"RIFF\0" + name.encode())

    files = files_of(tmp_path / "pets")

    assert (len(files.shown), files.withheld, files.keyed) == (len(IDS), (), True)


def test_ids_that_tell_the_target_are_not_kept_for_the_sake_of_other_files(tmp_path: Path) -> None:
    ids = [f"{pet}-{row}" for row, pet in enumerate(PETS)]
    tests = [f"pet-{row}" for row in range(TESTS)]
    write(
        tmp_path / "pets",
        train={"id": ids, "x": X, "y": PETS},
        test={"id": tests, "x": X[:TESTS]},
        sample_submission={"id": tests, "y": ["cat"] * TESTS},
    )
    (tmp_path / "pets" / "prepared" / "public" / "weights.csv").write_bytes(csv(table(id=[*ids, *tests], weight=range(ROWS + TESTS))))

    files = files_of(tmp_path / "pets")

    assert not files.keyed


def test_images_of_rows_are_shown_under_no_other_name(tmp_path: Path) -> None:
    public = pets(tmp_path / "pets")
    for part, names in (("train", IDS[:ROWS]), ("test", IDS[ROWS:])):
        (public / part).mkdir()
        for name in names:
            Image.new("L", (2, 2), int(name)).save(public / part / f"{name}.png")
    (public / "cats").mkdir()
    (public / "cats" / "tom.png").write_bytes((public / "train" / f"{IDS[0]}.png").read_bytes())
    Image.new("L", (2, 2), 250).save(public / "logo.png")
    Image.new("L", (2, 2), 251).save(public / "train" / "more.png")

    files = files_of(tmp_path / "pets")

    assert files.shown == ("logo.png",)
    assert [(one.path, one.because) for one in files.withheld] == [
        ("cats/tom.png", "the same as the file of a row"),
        ("train/more.png", "an image of no row, where those of rows stand"),
    ]


def test_a_competition_without_other_files_is_hidden(tmp_path: Path) -> None:
    pets(tmp_path / "pets", config="id: pets\nother_files: true\n")

    competition = folder.load(tmp_path / "pets")

    assert (competition.view, competition.files) == (View.HIDDEN, OtherFiles())
    assert not [line for line in folder.inferred(tmp_path / "pets") if "other files" in line]


def test_a_person_can_show_none_or_some_of_the_files(tmp_path: Path) -> None:
    public = pets(tmp_path / "pets")
    (public / "more").mkdir()
    for name in ("a.txt", "more/b.txt", "more/c.txt", ".hidden"):
        (public / name).write_text(name, encoding="utf-8")
    competition = folder.load(tmp_path / "pets")
    said = {
        "true": ("a.txt", "more/b.txt", "more/c.txt"),
        "false": (),
        "more": ("more/b.txt", "more/c.txt"),
        "[a.txt, more/c.txt]": ("a.txt", "more/c.txt"),
    }
    for words, wanted in said.items():
        (tmp_path / "pets" / "config.yaml").write_text(f"id: pets\nother_files: {words}\n", encoding="utf-8")
        assert files_of(tmp_path / "pets").shown == wanted

    assert competition.files.shown == said["true"]
    (tmp_path / "pets" / "config.yaml").write_text("id: pets\nother_files: [train.csv]\n", encoding="utf-8")
    with pytest.raises(CompetitionError, match=r"other_files of .*: expected names of files .*, found 'train.csv', where no such file lies"):
        folder.load(tmp_path / "pets")


def test_of_a_folder_that_holds_everything_only_what_is_asked_for_is_shown(tmp_path: Path) -> None:
    public = pets(tmp_path / "pets")
    for name in ("notes.txt", "leaderboard.csv", "private/test.csv"):
        (public / name).parent.mkdir(exist_ok=True)
        (public / name).write_text("score\n1\n", encoding="utf-8")

    flat = public.rename(tmp_path / "flat")
    assert folder.load(flat).files == OtherFiles()
    assert [line for line in folder.inferred(flat) if line.startswith("other files: notes.txt, not shown to folds")]
    (flat / "config.yaml").write_text("other_files: true\n", encoding="utf-8")
    assert folder.load(flat).files.shown == ("notes.txt",)


def test_what_is_shown_and_what_is_withheld_is_said(tmp_path: Path) -> None:
    public = pets(tmp_path / "pets")
    (public / "notes.txt").write_text("about pets", encoding="utf-8")
    (public / "labels.csv").write_bytes(csv(shuffled(found=list(PETS))))

    told = folder.inferred(tmp_path / "pets")

    assert "other files: notes.txt; view: hidden-with-files" in told
    assert [
        line for line in told if line.startswith("file withheld from folds: labels.csv, the column 'found' holds the target, beside the column 'id'")
    ]


def test_a_file_that_has_changed_is_looked_into_again(tmp_path: Path) -> None:
    public = pets(tmp_path / "pets")
    (public / "more.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    before = files_of(tmp_path / "pets")
    (public / "more.csv").write_bytes(csv(shuffled(found=list(PETS))))

    assert before.shown == ("more.csv",)
    assert files_of(tmp_path / "pets").shown == ()


def test_old_events_know_of_no_other_files(tmp_path: Path) -> None:
    pets(tmp_path / "pets")
    held = msgspec.to_builtins(folder.load(tmp_path / "pets"))
    del held["files"]

    assert msgspec.convert(held, type(folder.load(tmp_path / "pets"))).files == OtherFiles()
