"""How test.csv relates to train.csv is seen in the values, and can be said by a person."""

from collections.abc import Iterable, Mapping
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from haste.competitions import folder
from haste.competitions.profile import looked_at, profile
from haste.errors import CompetitionError
from haste.vocabulary.competition import Relation
from haste.vocabulary.scales import AnswerForm, SplitKind
from tests.unit.competitions.folders import Rows, write


def chance() -> np.random.Generator:
    """The same numbers for every test, in whatever order they run."""
    return np.random.default_rng(3)


DAYS = [str(day)[:10] for day in pd.date_range("2023-01-01", periods=200)]


def relation(place: Path, train: Mapping[str, Iterable[object]], test: Mapping[str, Iterable[object]], config: str = "id: toy\n") -> Relation:
    """What the host finds in a folder whose rows have these features beside noise."""
    rows, more = (len(list(next(iter(part.values())))) for part in (train, test))
    files: dict[str, Rows] = {
        "train": {"id": range(rows), "noise": chance().normal(size=rows), **train, "y": chance().normal(size=rows)},
        "test": {"id": range(rows, rows + more), "noise": chance().normal(size=more), **test},
        "sample_submission": {"id": range(rows, rows + more), "y": [0] * more},
    }
    return looked_at(folder.load(write(place, config=config, **files))).relation


def test_rows_at_random_are_found_to_be_random(tmp_path: Path) -> None:
    days = chance().permutation(DAYS)

    found = relation(tmp_path, {"day": days[:150], "site": chance().integers(0, 9, 150)}, {"day": days[150:], "site": chance().integers(0, 9, 50)})

    assert (found.kind, found.column) == (SplitKind.RANDOM, "")


@pytest.mark.parametrize("spelled", [DAYS, [f"{day[8:]}.{day[5:7]}.{day[:4]}" for day in DAYS], [1.5e9 + 3600.5 * hour for hour in range(200)]])
def test_a_test_set_that_lies_after_the_training_rows_is_later(tmp_path: Path, spelled: list[object]) -> None:
    found = relation(tmp_path, {"when": chance().permutation(np.array(spelled[:150], dtype=object))}, {"when": spelled[150:]})

    assert (found.kind, found.column, found.steps) == (SplitKind.LATER, "when", 150)
    assert found.horizon == pytest.approx(1 / 3)


def test_three_later_rows_may_be_chance(tmp_path: Path) -> None:
    assert relation(tmp_path, {"x": chance().permutation(np.arange(20) / 3)}, {"x": [7.5, 8.5]}).kind is SplitKind.RANDOM


def test_stretches_of_time_that_take_turns_are_interleaved(tmp_path: Path) -> None:
    held = np.arange(200) % 25 >= 19

    found = relation(tmp_path, {"day": np.array(DAYS)[~held]}, {"day": np.array(DAYS)[held]})

    assert (found.kind, found.column) == (SplitKind.INTERLEAVED, "day")


@pytest.mark.parametrize("names", [[f"p{number}" for number in range(40)], list(range(40))], ids=["texts", "numbers"])
def test_groups_that_are_on_one_side_each_are_found(tmp_path: Path, names: list[object]) -> None:
    chosen = chance().permutation(40)
    rows = [names[group] for group in chosen[:30] for _ in range(5)]

    found = relation(tmp_path, {"patient": rows}, {"patient": [names[group] for group in chosen[30:] for _ in range(5)]})

    assert (found.kind, found.column, found.steps) == (SplitKind.GROUPED, "patient", 30)


def test_numbers_that_no_two_rows_share_are_no_groups(tmp_path: Path) -> None:
    values = chance().permutation(1000)

    assert relation(tmp_path, {"x": values[:150] + 0.5}, {"x": values[150:200] + 0.5}).kind is SplitKind.RANDOM


@pytest.mark.parametrize(
    ("said", "kind", "column", "steps"),
    [
        ("random", SplitKind.RANDOM, "", 0),
        ("stratified", SplitKind.RANDOM, "", 0),
        ("{kind: grouped, column: site}", SplitKind.GROUPED, "site", 9),
        ("{kind: later, column: day}", SplitKind.LATER, "day", 150),
        ("{kind: interleaved, column: day}", SplitKind.INTERLEAVED, "day", 150),
    ],
)
def test_a_person_has_the_last_word(tmp_path: Path, said: str, kind: SplitKind, column: str, steps: int) -> None:
    sites = [row % 9 for row in range(200)]

    found = relation(tmp_path, {"day": DAYS[:150], "site": sites[:150]}, {"day": DAYS[150:], "site": sites[150:]}, f"id: toy\nsplit: {said}\n")

    assert (found.kind, found.column, found.steps, found.because) == (kind, column, steps, "config.yaml says so")
    assert found.stratified is {"random": False, "stratified": True}.get(said)


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ("{kind: grouped, column: nowhere}", "column of train.csv with groups"),
        ("{kind: later, column: y}", "column of train.csv with times"),
        ("grouped", "every other kind needs one"),
        ("{kind: random, column: x}", "random takes no column"),
        ("sideways", "split"),
    ],
)
def test_a_split_that_cannot_be_is_refused(tmp_path: Path, said: str, message: str) -> None:
    with pytest.raises(CompetitionError, match=message):
        folder.load(write(tmp_path, config=f"id: toy\nsplit: {said}\n"))


def test_several_targets_of_0_and_1_are_flags(tmp_path: Path) -> None:
    rows: Rows = {"id": range(40), "x": [row / 7 for row in range(40)], "a": [0, 1] * 20, "b": [int(row > 30) for row in range(40)]}
    files: dict[str, Rows] = {"train": rows, "test": {"id": [90, 91], "x": [1, 2]}, "sample_submission": {"id": [90, 91], "a": [0, 0], "b": [0, 0]}}

    flags = folder.load(write(tmp_path / "flags", config="id: toy\n", **files))
    assert profile(flags).flags
    assert (flags.metric.name, flags.form) == ("auc", AnswerForm.VALUE)
    numbers = folder.load(write(tmp_path / "numbers", config="id: toy\n", **files | {"train": {**rows, "b": range(40)}}))
    assert not profile(numbers).flags
    assert numbers.metric.name == "rmse"
