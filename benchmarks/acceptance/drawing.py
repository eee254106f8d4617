"""Small competitions drawn from a bundled one: a few hundred rows to train on, and all others, which tell how good a solution truly is."""

from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
import yaml

from haste.competitions import folder
from haste.evaluation import tables
from haste.evaluation.answers import answers_from
from haste.vocabulary.competition import Competition

ROWS = 500  # to train on, as a rule: folds of 100 rows are noisy enough to be wrong
_NOISE = 3  # columns of chance


class Draw(NamedTuple):
    """A small competition, and the answers to its test rows."""

    competition: Competition
    truth: pd.DataFrame


def draw(whole: Competition, seed: int, place: Path, *, noise: bool = False, train_rows: int = ROWS) -> Draw:
    """Write a small competition and read it again.

    Args:
        whole: Where rows come from; its private answers are never looked at.
        seed: Which rows. The same ones with noise and without.
        place: A folder that is not there yet.
        noise: Whether columns of chance are added, which no proposal can gain from.
        train_rows: How many are trained on.
    """
    rows = tables.read(Path(whole.public) / "train.csv")
    features = rows.columns.difference([whole.id_column, *whole.target])
    rows = rows.drop_duplicates(subset=list(features)).sample(frac=1, random_state=seed).reset_index(drop=True)
    rows[whole.id_column] = [str(number) for number in range(len(rows))]
    if noise:
        chance = np.random.default_rng(seed).normal(size=(len(rows), _NOISE))
        rows = rows.assign(**{f"noise {number}": [f"{value:.6f}" for value in chance[:, number]] for number in range(_NOISE)})
    train, rest = rows.head(train_rows), rows.iloc[train_rows:].reset_index(drop=True)
    place.mkdir(parents=True)
    tables.write(train, place / "train.csv")
    tables.write(rest.drop(columns=list(whole.target)), place / "test.csv")
    constants = tables.read(Path(whole.public) / "sample_submission.csv").iloc[[0] * len(rest)].reset_index(drop=True)
    tables.write(constants.assign(**{whole.id_column: rest[whole.id_column]}), place / "sample_submission.csv")
    said = {"id": whole.id, "metric": whole.metric.name, "target": list(whole.target), "id_column": whole.id_column, "domain": whole.domain}
    (place / "config.yaml").write_text(yaml.safe_dump(said), encoding="utf-8")
    small = folder.load(place)
    return Draw(small, answers_from(rest, small))
