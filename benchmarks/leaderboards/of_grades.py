"""Pipelines for tables whose target is a grade: numbers are predicted, and cut into grades. A prediction is a number, grade 0 the lowest."""

from functools import partial
from typing import Any

import msgspec
import numpy as np
import pandas as pd
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.metrics import cohen_kappa_score
from sklearn.model_selection import KFold

from benchmarks.leaderboards import of_tables
from benchmarks.leaderboards.boosting import boosted_classifier
from benchmarks.leaderboards.of_tables import boosted
from benchmarks.leaderboards.pipeline import Array, Kind, Pipeline, Side

_FEW = 13  # different codes at most: a column that is a name as well as a number
_LINES = ("scaled", "scaled ratios")
CUTS = ("rounded", "shares", "shares", "searched")


def defaults(_: Side) -> list[Pipeline]:
    """What anybody would try first: the likeliest grade, as of any other label."""
    plain = partial(HistGradientBoostingClassifier, random_state=0)
    return [
        graded(of_tables.pipeline("codes", "default LightGBM", boosted()), "likeliest", plain=True),
        graded(of_tables.pipeline("codes", "default HistGradientBoosting", lambda _: plain()), "likeliest", plain=True),
    ]


def strong(side: Side) -> list[Pipeline]:
    """Made by hand: regression, then grades as frequent as they are, or cut where it pays most."""
    slow = partial(boosted, learning_rate=0.03, subsample=0.8, subsample_freq=1, colsample_bytree=0.5)
    trees = {"min_samples_leaf": 4, "max_features": 0.4, "n_estimators": 120, "log": False}
    made = of_tables.kinds(_numbers(side))
    fine = of_tables.pipeline("codes", "slow boosting", slow(n_estimators=350, num_leaves=15))
    means = of_tables.pipeline("means", "slow boosting", slow(n_estimators=300, num_leaves=7, min_child_samples=40))
    return [
        graded(fine, "shares"),
        graded(fine, "searched"),
        graded(means, "shares"),
        graded(means, "searched"),
        graded(_named(made["extra trees"].build("means", trees), "extra trees, means"), "shares"),
        graded(_named(made["extra trees"].build("codes", trees), "extra trees, codes"), "searched"),
        graded(_named(made["line"].build("scaled", {"penalty": 30, "log": False}), "penalised line, scaled"), "shares"),
        graded(_named(made["vectors"].build("scaled", {"C": 0.5, "gamma": 0.005, "log": False}), "support vectors, scaled"), "searched"),
        graded(of_tables.pipeline("codes", "slow boosting", boosted(n_estimators=120, num_leaves=7, learning_rate=0.05)), "expected"),
    ]


def kinds(side: Side) -> dict[str, Kind]:
    """What random pipelines are drawn from: regressors with each way to cut, and classifiers."""
    regressors = {name: kind for name, kind in of_tables.kinds(_numbers(side)).items() if name != "hist boosting"}
    forest = of_tables.kinds(side)["forest"]
    boosting = {"learning_rate": (0.05, 0.1), "num_leaves": (4, 8, 16), "n_estimators": (50, 100)}
    found = {
        name: msgspec.structs.replace(
            kind,
            features=_LINES if "curves" in kind.features else kind.features,
            choices={**kind.choices, "log": (False,), "cut": CUTS},
            build=partial(_built, kind),
        )
        for name, kind in regressors.items()
    }
    return found | {
        "classes, forest": msgspec.structs.replace(
            forest, choices={**forest.choices, "cut": ("likeliest", "expected")}, build=partial(_built, forest)
        ),
        "classes, boosting": Kind(features=("codes", "means"), choices={**boosting, "cut": ("likeliest", "expected")}, build=_boosted_classes),
    }


def graded(pipeline: Pipeline, cut: str, *, plain: bool = False) -> Pipeline:
    """Grades of what a pipeline says.

    Args:
        pipeline: A classifier for `likeliest` and `expected`, else a regressor.
        cut: `rounded`, as frequent as in training (`shares`), where they agree most (`searched`), the likeliest grade, or the expected one.
        plain: Codes as they stand, not as names too.
    """

    def predict(side: Side) -> Array:
        rows = side if plain else side.features("names", _with_names)
        if cut in ("likeliest", "expected"):
            shares = pipeline.predict(rows)
            return shares.argmax(axis=1).astype(float) if cut == "likeliest" else cut_by_shares(shares @ np.arange(side.classes), side)
        said = pipeline.predict(rows.features("numbers", _numbers))
        if cut == "rounded":
            return said
        return cut_by_shares(said, side) if cut == "shares" else _cut_where_it_pays(pipeline, said, rows)

    return Pipeline(name=f"{pipeline.name}, {cut}", predict=predict)


def cut_by_shares(said: Array, side: Side) -> Array:
    """Stretch numbers so that after rounding each grade is as frequent as in training."""
    ranks = (np.argsort(np.argsort(said, kind="stable"), kind="stable") + 0.5) / len(said)
    edges = np.concatenate([[0], np.cumsum(np.bincount(side.y, minlength=side.classes)) / len(side.y)])
    return np.asarray(np.interp(ranks, edges, np.arange(side.classes + 1) - 0.5))


def _cut_where_it_pays(pipeline: Pipeline, said: Array, side: Side) -> Array:
    """Stretch numbers by edges that make grades and truth agree most on rows that were left out, in three parts."""
    out, numbers = np.empty(len(side.y)), side.features("numbers", _numbers)
    for number, (fit, rest) in enumerate(KFold(3, shuffle=True, random_state=0).split(side.y)):
        inner = numbers.features(f"fold {number}", partial(_part, fit, rest))
        out[rest] = pipeline.predict(inner)
    edges = _edges(out, side)
    lowest, highest = min(said.min(), edges[0]) - 1e-6, max(said.max(), edges[-1]) + 1e-6
    return np.asarray(np.interp(said, [lowest, *edges, highest], np.arange(side.classes + 1) - 0.5))


def _edges(out: Array, side: Side) -> Array:
    """Start from shares, then move each edge in turn to where it is best, twice."""
    shares = np.cumsum(np.bincount(side.y, minlength=side.classes))[:-1] / len(side.y)
    edges = np.quantile(out, shares)
    for edge in [*range(len(edges))] * 2:
        low, high = (edges[edge - 1] if edge else out.min()), (edges[edge + 1] if edge + 1 < len(edges) else out.max())
        tried = [np.concatenate([edges[:edge], [place], edges[edge + 1 :]]) for place in [edges[edge], *np.linspace(low, high, 12)[1:-1]]]
        edges = max(tried, key=lambda some: cohen_kappa_score(side.y, np.digitize(out, some), weights="quadratic"))
    return np.asarray(edges)


def _part(fit: Array, rest: Array, side: Side) -> Side:
    train, test = (side.train.iloc[rows].reset_index(drop=True) for rows in (fit, rest))
    return Side(train=train, y=side.y[fit], test=test, classes=side.classes, metric=side.metric, kept={})


def _numbers(side: Side) -> Side:
    """The same rows with grades as numbers."""
    return msgspec.structs.replace(side, classes=0, metric="rmse", kept={})


def _with_names(side: Side) -> Side:
    """Columns of few codes once more, as names."""
    few = [name for name in side.train if side.train[name].nunique() <= _FEW]
    train, test = (pd.concat([part, part[few].astype(str).add_prefix("name ")], axis=1) for part in (side.train, side.test))
    return msgspec.structs.replace(side, train=train, test=test, kept={})


def _built(kind: Kind, features: str, settings: dict[str, Any]) -> Pipeline:
    return graded(kind.build(features, {name: value for name, value in settings.items() if name != "cut"}), settings["cut"])


def _boosted_classes(features: str, settings: dict[str, Any]) -> Pipeline:
    fitting = {name: value for name, value in settings.items() if name != "cut"}
    make = partial(boosted_classifier, **fitting)
    return graded(of_tables.pipeline(features, "", lambda _: make()), settings["cut"])


def _named(pipeline: Pipeline, name: str) -> Pipeline:
    return msgspec.structs.replace(pipeline, name=name)
