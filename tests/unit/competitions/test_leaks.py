"""Columns that tell the target by themselves are suspects, and are told before a run starts."""

from pathlib import Path

import numpy as np
import pytest

from haste.competitions import folder
from haste.competitions.profile import profile
from tests.unit.competitions.folders import Rows, write

ROWS = 120


def written(place: Path, metric: str, target: list[object], **columns: list[object]) -> Path:
    """A competition with these columns beside ids by chance and noise."""
    chance = np.random.default_rng(4)
    features: Rows = {"noise": chance.normal(size=ROWS).tolist(), **columns}
    ids = chance.permutation(ROWS)
    files: dict[str, Rows] = {
        "train": {"id": ids, **features, "y": target},
        "test": {"id": range(ROWS, 2 * ROWS), **features},
        "sample_submission": {"id": range(ROWS, 2 * ROWS), "y": [target[0]] * ROWS},
    }
    return write(place, config=f"id: toy\nmetric: {metric}\n", **files)


LABELS: list[object] = ["yes" if row % 3 else "no" for row in range(ROWS)]
NUMBERS: list[object] = [row * 7 % ROWS / 10 for row in range(ROWS)]
CLOSE: list[object] = ["no" if label == "yes" and row == 4 else label for row, label in enumerate(LABELS)]


@pytest.mark.parametrize(
    ("metric", "target", "column"),
    [
        ("auc", LABELS, [f"code-{label}-{row % 2}" for row, label in enumerate(LABELS)]),
        ("auc", LABELS, [row / 1000 + (label == "yes") for row, label in enumerate(LABELS)]),
        ("macro_f1", LABELS, [{"yes": 1, "no": 0}[str(label)] for label in LABELS]),
        ("rmse", NUMBERS, [float(str(value)) ** 3 + 5 for value in NUMBERS]),
        ("rmse", NUMBERS, [-float(str(value)) for value in NUMBERS]),
    ],
    ids=["categories", "separated numbers", "codes", "a function of it", "its negative"],
)
def test_a_column_that_tells_the_target_is_a_suspect(tmp_path: Path, metric: str, target: list[object], column: list[object]) -> None:
    place = written(tmp_path, metric, target, told=column)

    assert profile(folder.load(place)).leaks == ("told",)
    assert "leak suspects, since they tell the target by themselves: told" in folder.inferred(place)


@pytest.mark.parametrize(
    ("metric", "target", "column"),
    [
        ("auc", LABELS, CLOSE),
        ("auc", LABELS, [f"unique {row}" for row in range(ROWS)]),
        ("auc", LABELS, ["one value"] * ROWS),
        ("rmse", NUMBERS, [float(str(value)) + row % 2 for row, value in enumerate(NUMBERS)]),
    ],
    ids=["one row differs", "each value once", "a constant", "close to it"],
)
def test_a_good_feature_is_none(tmp_path: Path, metric: str, target: list[object], column: list[object]) -> None:
    place = written(tmp_path, metric, target, told=column)

    assert profile(folder.load(place)).leaks == ()
    assert not any("leak" in remark for remark in folder.inferred(place))


def test_ids_that_follow_the_target_are_a_suspect(tmp_path: Path) -> None:
    files: dict[str, Rows] = {
        "train": {"id": range(ROWS), "x": np.random.default_rng(0).normal(size=ROWS), "y": [row**2 for row in range(ROWS)]},
        "test": {"id": range(ROWS, ROWS + 40), "x": range(40)},
        "sample_submission": {"id": range(ROWS, ROWS + 40), "y": [0] * 40},
    }

    assert profile(folder.load(write(tmp_path, config="id: toy\nmetric: rmse\n", **files))).leaks == ("id",)
