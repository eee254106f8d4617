"""Ways from a fold's input to the labels that are scored on, each tried by a cheat: none gets further than guessing does."""

import os
import re
from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec
import numpy as np
import pandas as pd
import pytest

from haste.evaluation import tables, views
from haste.evaluation.media import BY_ID
from haste.vocabulary.competition import Competition, Split
from tests.unit.evaluation.examples import labelled, write_public

ROWS, TESTS = 240, 60
SPLIT = Split(folds=4, stratified=True, seed=3)
Guess = Sequence[str] | np.ndarray
Cheat = Callable[[Path, pd.DataFrame, pd.DataFrame], Guess]


def leaky(place: Path) -> Competition:
    """Everything tells the class: order, ids, names and times of files, a copy of each row, a column that the real test set lacks."""
    pets = ["cat"] * (ROWS // 2) + ["dog"] * (ROWS // 2)
    twins = np.random.default_rng(1).permutation(np.repeat(np.arange(ROWS // 4), 2))
    features = [f"cat {twin}" for twin in twins] + [f"dog {twin}" for twin in twins]  # a row and its copy, of one class
    values = [f"{name[4:]}{'ab'[name.startswith('dog')]}" for name in features]
    train = {"id": [f"{pet}-{number:04d}" for number, pet in enumerate(pets)], "x": values}
    competition = msgspec.structs.replace(labelled(classes=("cat", "dog")), media=BY_ID)
    test = {"id": [f"pet-{number:04d}" for number in range(TESTS)], "x": [f"{number}c" for number in range(TESTS)]}
    competition = write_public(competition, place, train={**train, "when": pets, "y": pets}, test=test, answer="cat")
    for part, names in (("train", train["id"]), ("test", test["id"])):
        (place / part).mkdir()
        for number, name in enumerate(names):
            file = place / part / f"{name}.png"
            file.write_bytes(f"picture {part} {train['x'][number] if part == 'train' else number}".encode())
            os.utime(file, (1_700_000_000 + number, 1_700_000_000 + number))
    return competition


@pytest.fixture(scope="module")
def folds(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[Path, pd.DataFrame]]:
    place = tmp_path_factory.mktemp("leaky")
    competition = leaky(place / "public")
    found = [views.fold_view(competition, SPLIT, fold, folder=place / "views") for fold in range(4)]
    return [(view.input, tables.read(view.answers)) for view in found]


def media(shown: Path, rows: pd.DataFrame, part: str) -> list[Path]:
    return [shown / part / f"{name}.png" for name in rows["id"]]


def looks_up(_shown: Path, train: pd.DataFrame, test: pd.DataFrame) -> Guess:
    """Finds the copy of a row among the training rows."""
    known = dict(zip(train["x"], train["y"], strict=True))
    return [known.get(x, "?") for x in test["x"]]


def reads_names(shown: Path, _train: pd.DataFrame, test: pd.DataFrame) -> Guess:
    """Finds the class in ids, in paths, and where a link leads."""
    paths = [f"{name} {path} {path.resolve()}" for name, path in zip(test["id"], media(shown, test, "test"), strict=True)]
    return [found[0] if (found := re.findall(r"cat|dog", path.removeprefix(str(shown)))) else "?" for path in paths]


def reads_other_columns(_shown: Path, _train: pd.DataFrame, test: pd.DataFrame) -> Guess:
    """Takes the column that only training rows have."""
    return list(test["when"]) if "when" in test else ["?"] * len(test)


def by_median(values: np.ndarray) -> Guess:
    """The earlier half are cats, as they are in the public folder."""
    return np.where(values < np.median(values), "cat", "dog")


def reads_times(shown: Path, _train: pd.DataFrame, test: pd.DataFrame) -> Guess:
    """Sorts by the time at which a file was written."""
    return by_median(np.array([path.stat().st_mtime_ns for path in media(shown, test, "test")], dtype=float))


def reads_order(_shown: Path, _train: pd.DataFrame, test: pd.DataFrame) -> Guess:
    """Sorts by the place of a row in the table."""
    return by_median(np.arange(len(test), dtype=float))


def reads_ids(_shown: Path, _train: pd.DataFrame, test: pd.DataFrame) -> Guess:
    """Sorts by the number in an id."""
    return by_median(np.array([float(re.sub(r"\D", "", name)) for name in test["id"]]))


def reads_folders(shown: Path, _train: pd.DataFrame, test: pd.DataFrame) -> Guess:
    """Sorts by the place of a file in its folder, as the disk lists it."""
    listed = {path.name: place for place, path in enumerate((shown / "test").iterdir())}
    return by_median(np.array([listed[path.name] for path in media(shown, test, "test")], dtype=float))


CHEATS = [looks_up, reads_names, reads_other_columns, reads_times, reads_order, reads_ids, reads_folders]


@pytest.mark.parametrize("cheat", CHEATS, ids=lambda cheat: cheat.__name__)
def test_a_cheat_gets_no_further_than_guessing(cheat: Cheat, folds: list[tuple[Path, pd.DataFrame]]) -> None:
    right = []
    for shown, answers in folds:
        train, test = (tables.read(shown / name) for name in ("train.csv", "test.csv"))
        guessed = dict(zip(test["id"], cheat(shown, train, test), strict=True))
        right += [guessed[name] == label for name, label in zip(answers["id"], answers["y"], strict=True)]

    assert len(right) == ROWS
    assert np.mean(right) < 0.62  # 3.7 standard errors above a coin's


@pytest.mark.parametrize("cheat", [reads_names, reads_other_columns, reads_times, reads_order, reads_ids], ids=lambda cheat: cheat.__name__)
def test_every_cheat_works_where_nothing_is_hidden(cheat: Cheat, tmp_path: Path) -> None:
    public = Path(leaky(tmp_path / "public").public)
    train = tables.read(public / "train.csv")
    (public / "test").rename(public / "set aside")
    (public / "train").rename(public / "test")

    assert np.mean(np.asarray(cheat(public, train, train)) == train["y"].to_numpy()) > 0.95


def test_the_lookup_works_where_copies_are_torn_apart(tmp_path: Path) -> None:
    train = tables.read(Path(leaky(tmp_path / "public").public) / "train.csv").sample(frac=1, random_state=0)

    found = np.asarray(looks_up(tmp_path, train.head(ROWS // 2), train.tail(ROWS // 2)))

    assert np.mean(found == train["y"].tail(ROWS // 2).to_numpy()) > 0.4  # half of the copies are on the other side
