"""A small competition whose answers are parts of rows, as the pixels of images are, and a solution for it."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from tests.unit.competitions.folders import write_files

ROWS, TEST_ROWS, PARTS = 40, 10, 3
Rows = Mapping[str, Iterable[object]]


def parts(rows: Iterable[int], *, truth: bool) -> Rows:
    """An answer for each part of these rows: what is between two neighbours of a scale, or 0."""
    named = [(row, part) for row in rows for part in range(PARTS)]
    return {"id": [f"{row}_{part}" for row, part in named], "value": [row % 7 + part + 0.5 if truth else 0 for row, part in named]}


def write(place: Path, **files: Rows | None) -> Path:
    """A folder with train_answers.csv, an image for each row, a file beside them and private answers; the folder of the competition."""
    test = range(ROWS, ROWS + TEST_ROWS)
    usual = {
        "train": {"id": range(ROWS), "shade": [row % 7 for row in range(ROWS)]},
        "test": {"id": test, "shade": [row % 7 for row in test]},
        "sample_submission": parts(test, truth=False),
        "train_answers": parts(range(ROWS), truth=True),
    }
    public = write_files(place / "prepared" / "public", **(usual | files))
    (public / "notes").mkdir()
    (public / "notes" / "scale.txt").write_text("seven shades", encoding="utf-8")
    write_files(place / "prepared" / "private", train=None, sample_submission=None, test=parts(test, truth=True))
    (place / "config.yaml").write_text("id: shades\nmetric: rmse\n", encoding="utf-8")
    return place


SOLUTION = """
import csv, os
from statistics import fmean

place = os.environ["INPUT"]


def read(name):
    return list(csv.DictReader(open(f"{place}/{name}.csv")))


shades = {row["id"]: int(row["shade"]) for name in ("train", "test") for row in read(name)}
folds = {row["id"]: int(row["fold"]) for row in read("folds")}
answers = [(row["id"], row["id"].split("_")[0], float(row["value"])) for row in read("train_answers")]
assert open(f"{place}/notes/scale.txt").read() == "seven shades"


def seen(name):
    row, part = name.split("_")
    return shades[row] * WEIGHT + int(part)


def written(path, ids, known):
    shift = fmean(value for _, _, value in known) - fmean(seen(name) for name, _, _ in known)
    with open(path, "a") as file:
        file.writelines(f"{name},{seen(name) + shift}\\n" for name in ids)


for path in (os.environ["OUT_OF_FOLD"], os.environ["OUTPUT"]):
    open(path, "w").write("id,value\\n")
for fold in sorted(set(folds.values())):
    held = [name for name, row, _ in answers if folds[row] == fold]
    written(os.environ["OUT_OF_FOLD"], held, [answer for answer in answers if folds[answer[1]] != fold])
written(os.environ["OUTPUT"], [row["id"] for row in read("sample_submission")], answers)
"""
