"""Pipelines for signals, the second version: more that tells them apart. Boards that the first one, `of_signals`, has made stay as they are."""

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
from sklearn.ensemble import ExtraTreesClassifier, RandomForestClassifier

from benchmarks.leaderboards import of_signals, spectra
from benchmarks.leaderboards.boosting import Evenly
from benchmarks.leaderboards.pipeline import Array, Kind, Pipeline, Side, probabilities
from benchmarks.leaderboards.signal_models import Make, boosted, directed, discriminant, line, many, network, ridge, vectors


def _kernels(side: Side, *, level: bool) -> tuple[Array, Array]:
    found = spectra.kernels([*side.train["signal"], *side.test["signal"]], np.random.default_rng(0), level=level)  # no label is seen
    return found[: len(side.train)], found[len(side.train) :]


def _bands(side: Side) -> tuple[Array, Array]:
    usual = int(np.median([len(signal) for signal in side.train["signal"]]))
    return of_signals.each(partial(spectra.bands, usual=usual), side)


def _together(names: tuple[str, ...], side: Side) -> tuple[Array, Array]:
    train, test = (np.hstack(parts) for parts in zip(*(side.features(name, SETS[name]) for name in names), strict=True))
    return train, test


SETS: dict[str, Callable[[Side], tuple[Array, Array]]] = {
    **of_signals.SETS,
    "moments": partial(of_signals.each, spectra.moments),
    "bands": _bands,
    "kernels": partial(_kernels, level=False),
    "level kernels": partial(_kernels, level=True),
    "senses": partial(_together, ("moments", "bands", "relations", "windows")),
    "whole": partial(_together, ("moments", "bands", "relations", "windows", "detailed", "tones", "waves")),
}
DRAWN = ("detailed", "sounds", "everything", "moments", "bands", "kernels", "level kernels", "senses", "senses", "whole")
FEW = tuple(name for name in DRAWN if "kernels" not in name)  # columns


def pipeline(features: str, name: str, make: Make) -> Pipeline:
    """Put features and a model together."""

    def predict(side: Side) -> Array:
        x, x_test = side.features(features, SETS[features])
        return probabilities(make(), x, side, x_test)

    return Pipeline(name=f"{name}, {features}", predict=predict)


def defaults(side: Side) -> list[Pipeline]:
    """What anybody would try first, as it was in the first version."""
    return of_signals.defaults(side)


def strong(side: Side) -> list[Pipeline]:
    """Made by hand, by what usually works on signals."""
    weights: Evenly = {"class_weight": "balanced"} if side.metric == "macro_f1" else {}
    trees = partial(ExtraTreesClassifier, 300, max_features=0.2, n_jobs=1, random_state=0, **weights)
    slow = boosted(n_estimators=100, learning_rate=0.08, num_leaves=7, colsample_bytree=0.2, **weights)
    return [
        pipeline("kernels", "ridge", ridge(300.0)),
        pipeline("level kernels", "ridge", ridge(300.0)),
        pipeline("kernels", "vectors", vectors(10.0, 0.5)),
        pipeline("senses", "vectors", vectors(10.0, 0.5)),
        pipeline("whole", "vectors", vectors(10.0, 0.5)),
        pipeline("senses", "extra trees", trees),
        pipeline("whole", "extra trees", trees),
        pipeline("whole", "slow boosting", slow),
        pipeline("senses", "shrunk discriminant", discriminant(0.3)),
    ]


def kinds(_: Side) -> dict[str, Kind]:
    """What random pipelines are drawn from."""
    trees = {"min_samples_leaf": (1, 2), "max_features": (0.05, 0.2)}
    boosting = {"n_estimators": (60, 100), "num_leaves": (5, 15), "learning_rate": (0.05, 0.15), "colsample_bytree": (0.1, 0.3)}
    return {
        "line": Kind(weight=2, features=DRAWN, choices={"penalty_inverse": (0.001, 0.01, 0.1)}, build=partial(_built, line)),
        "ridge": Kind(features=DRAWN, choices={"penalty": (10.0, 100.0, 1000.0)}, build=partial(_built, ridge)),
        "vectors": Kind(weight=3, features=DRAWN, choices={"hardness": (2, 10, 50), "width": (0.25, 1.0)}, build=partial(_built, vectors)),
        "main directions": Kind(features=DRAWN, choices={"share": (0.8, 0.9, 0.98), "hardness": (1, 10)}, build=partial(_built, directed)),
        "discriminant": Kind(features=FEW, choices={"shrinkage": (0.1, 0.3, 0.6)}, build=partial(_built, discriminant)),
        "network": Kind(features=DRAWN, choices={"width": (32, 128), "penalty": (0.1, 3.0)}, build=partial(_built, network)),
        "extra trees": Kind(weight=2, features=DRAWN, choices=trees, build=partial(_built, many(ExtraTreesClassifier))),
        "forest": Kind(features=DRAWN, choices=trees, build=partial(_built, many(RandomForestClassifier))),
        "boosting": Kind(weight=2, features=DRAWN, choices=boosting, build=partial(_built, boosted)),
    }


def _built(make: Callable[..., Make], features: str, settings: dict[str, Any]) -> Pipeline:
    return pipeline(features, "", make(**settings))
