"""Folders of competitions in every state of repair."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from tests.unit.evaluation.examples import table

Rows = Mapping[str, Iterable[object]]
TRAIN: Rows = {"id": range(40), "x": [f"{row * 7 % 40}.5" for row in range(40)], "y": [f"{row}.25" for row in range(40)]}
TEST: Rows = {"id": range(40, 60), "x": range(20)}
SAMPLE: Rows = {"id": range(40, 60), "y": [0] * 20}
COUNT, TEST_COUNT = 60, 24  # rows of odd folders


def write(place: Path, *, config: str | None = "id: toy\n", **files: Rows | None) -> Path:
    """Write prepared/public/<name>.csv for each name, the usual train, test and sample_submission unless given (None leaves one out)."""
    write_files(place / "prepared" / "public", **files)
    if config is not None:
        (place / "config.yaml").write_text(config, encoding="utf-8")
    return place


def write_files(place: Path, **files: Rows | None) -> Path:
    """The same for the files alone, directly in a folder."""
    place.mkdir(parents=True)
    for name, rows in ({"train": TRAIN, "test": TEST, "sample_submission": SAMPLE} | files).items():
        if rows is not None:
            table(**rows).to_csv(place / f"{name}.csv", index=False)
    return place


def listing(place: Path) -> list[tuple[str, int, int]]:
    """Names, sizes and times of all that lies below a folder."""
    return sorted((str(path), path.stat().st_size, path.stat().st_mtime_ns) for path in place.rglob("*"))


def labels(*names: str, count: int = 40) -> list[str]:
    """As many labels, in turn."""
    return [names[row % len(names)] for row in range(count)]


def numbers(count: int, step: int = 37) -> list[float]:
    """Numbers that look random, the same each time."""
    return [(row * step % 101) / 7 for row in range(count)]


def train_of(**columns: object) -> Rows:
    """Rows to learn from: id, x and y unless said otherwise."""
    return {"id": range(COUNT), "x": numbers(COUNT), "y": numbers(COUNT, 53), **columns}  # type: ignore[dict-item]  # columns are iterables


def test_of(**columns: object) -> Rows:
    """Rows to predict: the same without y."""
    return {"id": range(COUNT, COUNT + TEST_COUNT), "x": numbers(TEST_COUNT, 29), **columns}  # type: ignore[dict-item]  # the same


test_of.__test__ = False  # type: ignore[attr-defined]  # pytest takes it for a test


def filled(place: Path, train: Rows, test: Rows | None = None) -> None:
    """Write train.csv and test.csv."""
    write_files(place, train=train, test=test or test_of(), sample_submission=None)
