"""Writes the leaderboards: `python -m benchmarks.leaderboards [ID ...] [--seed N]`. The same seed gives the same teams and scores.

Each pipeline is fitted twice, once with three rows in ten held out and once on the whole training set; teams read only the first. The private answers
are met once, after all teams have spoken.
"""

import argparse
import csv
import sys
import tempfile
import time
import warnings
from functools import partial
from pathlib import Path
from types import ModuleType

import numpy as np
import pandas as pd
from PIL import Image
from scipy.stats import rankdata
from sklearn.model_selection import GroupShuffleSplit, StratifiedShuffleSplit

from benchmarks.leaderboards import (
    league,
    of_forecasts,
    of_grades,
    of_images,
    of_languages,
    of_measures,
    of_mixed,
    of_outlines,
    of_photographs,
    of_sensors,
    of_signals,
    of_tables,
    of_texts,
)
from benchmarks.leaderboards.pipeline import Array, Side, drawn
from benchmarks.leaderboards.times import held_out
from haste.competitions import bundled, folder, grading, profile
from haste.competitions.bundled import preparing
from haste.evaluation import declared, metrics, tables
from haste.seeds import derive
from haste.vocabulary.competition import Competition
from haste.vocabulary.scales import AnswerForm, SplitKind

KINDS = {"forecasting": of_forecasts, "text": of_texts, "image": of_images, "signal": of_sensors}  # by domain
FIRST_OF_SIGNALS = ("pub-drum-samples", "pub-gesture-emg", "pub-leaf-outline")  # published before the second version: a board is not changed
MANY_CLASSES, MANY_MEASURES = 10, 30  # and more: tables of so many want other models
LARGE = 32  # pixels: images with a side of so many show one figure
HELD_OUT = 0.3  # of the training rows


def main() -> None:
    """Make the leaderboard of each competition named, or of all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("ids", nargs="*", default=list(bundled.ids()))
    parser.add_argument("--seed", type=int, default=0)
    said = parser.parse_args()
    warnings.simplefilter("ignore")  # a random pipeline may fit badly: then its team is a bad one
    for name in said.ids:
        started = time.monotonic()
        with tempfile.TemporaryDirectory() as place:
            preparing.write(bundled.find(name), Path(place))
            competition = folder.load(Path(place))
            scored = leaderboard(competition, seed=said.seed)
        with (preparing.LEADERBOARDS / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows([("score", "team"), *((f"{score:.5f}", team) for score, team in scored)])
        sys.stdout.write(f"{name}: {len(scored)} teams, best {scored[0][0]:.4f}, {time.monotonic() - started:.0f} s\n")


def leaderboard(competition: Competition, *, seed: int) -> list[tuple[float, str]]:
    """Private score and name of every team, best first."""
    chance = np.random.default_rng(derive(seed, competition.id, 0, "leaderboard"))
    trainer = _trainer(competition, seed)
    side = trainer.away
    kind = _kind(competition, side)
    groups = (kind.defaults(side), kind.strong(side), drawn(kind.kinds(side), league.RANDOM + league.SPARE, chance))
    known, strong, random = ([trainer.run(pipeline) for pipeline in group] for group in groups)
    teams = league.teams(trainer, known, strong, random, chance)
    scored = [(_private_score(team.test, competition), team.name) for team in teams]
    return sorted(scored, key=lambda pair: (-competition.metric.direction.sign * pair[0], pair[1]))


def _kind(competition: Competition, side: Side) -> ModuleType:
    domain = competition.domain
    if competition.id in FIRST_OF_SIGNALS:
        return of_signals
    if declared.holds(competition):
        return of_photographs
    if domain == "text" and side.classes > 2:
        return of_languages
    if domain == "tabular":
        return _kind_of_table(side)
    if domain == "image" and min(side.train["image"].iloc[0].shape[:2]) >= LARGE:
        return of_outlines
    return KINDS[domain]


def _kind_of_table(side: Side) -> ModuleType:
    if side.metric == "qwk":
        return of_grades
    if of_mixed.has_many_names(side):
        return of_mixed
    measured = not of_tables.categories(side) and len(side.train.columns) >= MANY_MEASURES
    return of_measures if measured and side.classes >= MANY_CLASSES else of_tables


def _trainer(competition: Competition, seed: int) -> league.Trainer:
    """The rows as a team sees them."""
    public = Path(competition.public)
    train, test = (_rows(public, part, competition) for part in ("train", "test"))
    y = _truth(train, competition)
    fit, held = _parts(train, test, y, competition, seed)
    if competition.domain == "signal":
        train, test = train[["signal"]], test[["signal"]]
    side = partial(Side, classes=len(competition.classes), metric=competition.metric.name)
    home = side(train=train.iloc[fit].reset_index(drop=True), y=y[fit], test=train.iloc[held].reset_index(drop=True), kept={})
    away = side(train=train, y=y, test=test, kept={})
    return league.Trainer(home=home, truth=y[held], away=away, loss=partial(_loss, competition), level=partial(_levelled, competition))


def _truth(train: pd.DataFrame, competition: Competition) -> Array:
    """Codes of labels or numbers, taken out of the rows; answers that stand in a file of their own are a line for each row."""
    if declared.holds(competition):
        answers = pd.read_csv(Path(competition.public) / declared.ANSWERS)[competition.answer_columns[0]]
        return np.asarray(answers.to_numpy(dtype=float)).reshape(len(train), -1)  # `preparing` writes them in the order of train.csv
    target = train.pop(competition.target[0])
    return _coded(target.astype(str), competition) if competition.classes else target.to_numpy(dtype=float)


def _parts(train: pd.DataFrame, test: pd.DataFrame, y: Array, competition: Competition, seed: int) -> tuple[Array, Array]:
    """Which rows a team learns from at home and which it holds out: whole groups, where the test has new ones, and what is later in series."""
    if competition.domain == "forecasting":
        late = held_out(train, test, HELD_OUT)
        return np.flatnonzero(~late), np.flatnonzero(late)
    chance = derive(seed, competition.id, 0, "held out")
    grouped = competition.domain == "signal" or declared.holds(competition)
    relation = profile.looked_at(competition).relation if grouped else None
    if relation is not None and relation.kind is SplitKind.GROUPED:
        fit, held = next(GroupShuffleSplit(1, test_size=HELD_OUT, random_state=chance).split(train, groups=train[relation.column]))
        return fit, held
    groups = y if competition.classes else np.zeros(len(y))
    fit, held = next(StratifiedShuffleSplit(1, test_size=HELD_OUT, random_state=chance).split(train, groups))
    return fit, held


def _rows(public: Path, part: str, competition: Competition) -> pd.DataFrame:
    rows = pd.read_csv(public / f"{part}.csv", dtype={competition.id_column: str})
    ids = rows.pop(competition.id_column)
    if competition.domain == "image":
        rows["image"] = [_pixels(public / part / f"{name}.png") for name in ids]
    if competition.domain == "signal":
        rows["signal"] = of_signals.signals_of(public, part, ids, rows)
    return rows


def _pixels(path: Path) -> Array:
    with Image.open(path) as image:
        found = np.asarray(image)
    return found if found.ndim == 3 else found[:, :, None]


def _coded(labels: pd.Series, competition: Competition) -> Array:
    return np.asarray(labels.map({label: code for code, label in enumerate(competition.classes)}), dtype=int)


def _levelled(competition: Competition, predicted: Array) -> Array:
    """Ranks where only the order counts, logarithms where only the ratio does."""
    if competition.form is AnswerForm.PROBABILITY and competition.metric.name == "auc":
        ranks = rankdata(predicted[:, 1]) / len(predicted)
        return np.column_stack([1 - ranks, ranks])
    return np.log1p(predicted) if competition.metric.name == "rmsle" else predicted


def _answers(competition: Competition, predicted: Array) -> Array:
    """What a submission holds: numbers, one probability or one of each class, or labels."""
    labels = np.asarray(competition.classes, dtype=object)
    if competition.metric.name == "qwk":
        return np.asarray(labels[np.clip(np.rint(predicted), 0, len(labels) - 1).astype(int)])
    if competition.form is AnswerForm.LABEL:
        return np.asarray(labels[predicted.argmax(axis=1)])
    if competition.metric.name == "rmsle":
        return np.expm1(predicted)
    return np.asarray(predicted[:, 1] if competition.form is AnswerForm.PROBABILITY else predicted)


def _loss(competition: Competition, truth: Array, predicted: Array) -> float:
    said = _answers(competition, predicted)
    if competition.form is AnswerForm.LABEL:
        score = metrics.measure(competition.metric.name, np.asarray(competition.classes, dtype=object)[truth], said, competition)
    elif competition.form is AnswerForm.CLASS_PROBABILITIES:
        score = metrics.measure(competition.metric.name, np.eye(len(competition.classes))[truth], said, competition)
    else:
        score = metrics.measure(competition.metric.name, truth.reshape(-1, 1), said.reshape(-1, 1), competition)
    return -competition.metric.direction.sign * score


def _private_score(predicted: Array, competition: Competition) -> float:
    test = tables.read(Path(competition.public) / ("sample_submission.csv" if declared.holds(competition) else "test.csv"))
    columns = list(competition.answer_columns)
    submission = pd.DataFrame(_answers(competition, predicted).reshape(len(test), -1), columns=columns)
    submission.insert(0, competition.id_column, test[competition.id_column])
    score = grading.grade(competition, submission.to_csv(index=False).encode()).score
    if score is None:
        message = f"a team of {competition.id} made a submission that does not fit"
        raise ValueError(message)
    return score


if __name__ == "__main__":
    main()
