"""Pipelines for sounds, and for what sensors measured."""

import re
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from scipy.io import wavfile
from sklearn.ensemble import ExtraTreesClassifier, RandomForestClassifier

from benchmarks.leaderboards import series
from benchmarks.leaderboards.boosting import Evenly
from benchmarks.leaderboards.pipeline import Array, Kind, Pipeline, Side, probabilities
from benchmarks.leaderboards.signal_models import Make, boosted, directed, discriminant, line, many, neighbours, network, ridge, vectors

_SOUND_RATE, _SOUND_S = 16_000, 2  # samples a second that are kept of a sound, about, and seconds of it
_NUMBERED = re.compile(r"(.*?)(\d+)")


def signals_of(public: Path, part: str, ids: pd.Series, rows: pd.DataFrame) -> list[Array]:
    """The signal of each row, shape (n_samples, n_channels): from its file, else from numbered columns."""
    if (public / part).is_dir():
        suffix = next((public / part).iterdir()).suffix
        return [_read(public / part / f"{name}{suffix}") for name in ids]
    stems: dict[str, list[str]] = {}
    for name in rows:
        if match := _NUMBERED.fullmatch(name):
            stems.setdefault(match[1], []).append(name)
    return list(np.stack([rows[names].to_numpy(dtype=float) for names in stems.values()], axis=2))


def _read(path: Path) -> Array:
    if path.suffix == ".npy":
        return np.asarray(np.load(path), dtype=float)
    if path.suffix == ".csv":
        return np.loadtxt(path, delimiter=",", skiprows=1, ndmin=2)
    rate, samples = wavfile.read(path)
    sound = samples.reshape(len(samples), -1).astype(float).mean(axis=1, keepdims=True)
    sound = (sound - (128 if samples.dtype == np.uint8 else 0)) / (np.abs(sound).max() + 1e-9)
    return np.asarray(sound[: rate * _SOUND_S : max(1, rate // _SOUND_RATE)])


def each(make: Callable[[Array], Array], side: Side) -> tuple[Array, Array]:
    """Numbers of each signal of both parts."""
    train, test = (np.nan_to_num(np.stack([make(signal) for signal in part["signal"]])) for part in (side.train, side.test))
    return train, test


def _tones(side: Side) -> tuple[Array, Array]:
    usual = int(np.median([len(signal) for signal in side.train["signal"]]))
    return each(partial(series.tones, usual=usual), side)


def _patterns(side: Side) -> tuple[Array, Array]:
    found = series.patterns([*side.train["signal"], *side.test["signal"]], np.random.default_rng(0))  # no label is seen
    return found[: len(side.train)], found[len(side.train) :]


def _together(names: tuple[str, ...], side: Side) -> tuple[Array, Array]:
    train, test = (np.hstack(parts) for parts in zip(*(side.features(name, SETS[name]) for name in names), strict=True))
    return train, test


SETS: dict[str, Callable[[Side], tuple[Array, Array]]] = {
    "plain": partial(each, series.plain),
    "points": partial(each, partial(series.points, count=60)),
    "detailed": partial(each, series.detailed),
    "windows": partial(each, series.windows),
    "tones": _tones,
    "waves": partial(each, series.waves),
    "relations": partial(each, series.relations),
    "patterns": _patterns,
    "shapes": partial(_together, ("waves", "relations", "windows")),
    "sounds": partial(_together, ("tones", "windows", "relations")),
    "everything": partial(_together, ("detailed", "relations", "tones", "waves")),
}
DRAWN = ("points", "detailed", "windows", "tones", "waves", "relations", "patterns", "shapes", "sounds", "everything")


def pipeline(features: str, name: str, make: Make) -> Pipeline:
    """Put features and a model together."""

    def predict(side: Side) -> Array:
        x, x_test = side.features(features, SETS[features])
        return probabilities(make(), x, side, x_test)

    return Pipeline(name=f"{name}, {features}", predict=predict)


def defaults(_: Side) -> list[Pipeline]:
    """What anybody would try first."""
    forest = partial(RandomForestClassifier, 200, n_jobs=1, random_state=0)
    return [pipeline("plain", "default forest", forest), pipeline("plain", "default LightGBM", boosted())]


def strong(side: Side) -> list[Pipeline]:
    """Made by hand, by what usually works on signals."""
    weights: Evenly = {"class_weight": "balanced"} if side.metric == "macro_f1" else {}
    trees = partial(ExtraTreesClassifier, 250, max_features=0.2, n_jobs=1, random_state=0, **weights)
    slow = boosted(n_estimators=80, learning_rate=0.08, num_leaves=7, colsample_bytree=0.3, **weights)
    return [
        pipeline("patterns", "ridge", ridge(100.0)),
        pipeline("patterns", "line", line(0.01)),
        pipeline("everything", "extra trees", trees),
        pipeline("detailed", "extra trees", trees),
        pipeline("shapes", "vectors", vectors(5.0, 0.5)),
        pipeline("sounds", "vectors", vectors(5.0, 0.5)),
        pipeline("everything", "slow boosting", slow),
        pipeline("sounds", "shrunk discriminant", discriminant(0.5)),
        pipeline("everything", "network", network(64, 0.3)),
    ]


def kinds(_: Side) -> dict[str, Kind]:
    """What random pipelines are drawn from."""
    trees = {"min_samples_leaf": (1, 2, 5), "max_features": (0.05, 0.2, 0.5)}
    boosting = {"n_estimators": (40, 80), "num_leaves": (5, 15, 31), "learning_rate": (0.05, 0.15), "colsample_bytree": (0.3, 1.0)}
    return {
        "line": Kind(weight=2, features=DRAWN, choices={"penalty_inverse": (0.001, 0.01, 0.1, 1)}, build=partial(_built, line)),
        "ridge": Kind(features=DRAWN, choices={"penalty": (1.0, 30.0, 1000.0)}, build=partial(_built, ridge)),
        "vectors": Kind(weight=2, features=DRAWN, choices={"hardness": (0.5, 5, 50), "width": (0.25, 1.0)}, build=partial(_built, vectors)),
        "main directions": Kind(features=DRAWN, choices={"share": (0.7, 0.9, 0.98), "hardness": (1, 10)}, build=partial(_built, directed)),
        "discriminant": Kind(features=DRAWN, choices={"shrinkage": (0.1, 0.5, 0.9)}, build=partial(_built, discriminant)),
        "neighbours": Kind(features=DRAWN, choices={"count": (1, 3, 10)}, build=partial(_built, neighbours)),
        "network": Kind(features=DRAWN, choices={"width": (16, 64), "penalty": (0.1, 3.0)}, build=partial(_built, network)),
        "extra trees": Kind(weight=2, features=DRAWN, choices=trees, build=partial(_built, many(ExtraTreesClassifier))),
        "forest": Kind(features=DRAWN, choices=trees, build=partial(_built, many(RandomForestClassifier))),
        "boosting": Kind(features=DRAWN, choices=boosting, build=partial(_built, boosted)),
    }


def _built(make: Callable[..., Make], features: str, settings: dict[str, Any]) -> Pipeline:
    return pipeline(features, "", make(**settings))
