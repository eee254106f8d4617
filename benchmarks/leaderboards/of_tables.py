"""Pipelines for tables: numbers and categories."""

from collections.abc import Callable
from functools import partial
from itertools import combinations
from typing import Any, Unpack

import lightgbm
import numpy as np
import pandas as pd
from sklearn.ensemble import (
    ExtraTreesClassifier,
    ExtraTreesRegressor,
    HistGradientBoostingClassifier,
    HistGradientBoostingRegressor,
    RandomForestClassifier,
    RandomForestRegressor,
)
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.model_selection import KFold
from sklearn.neighbors import KNeighborsClassifier, KNeighborsRegressor
from sklearn.neural_network import MLPClassifier, MLPRegressor
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import SplineTransformer, StandardScaler
from sklearn.svm import SVC, SVR

from benchmarks.leaderboards.boosting import Evenly, Loss, Settings, boosted_classifier, boosted_regressor
from benchmarks.leaderboards.pipeline import Array, Kind, Pipeline, Side, fitted

Make = Callable[[Side], Any]  # a model for this kind of target


def codes(side: Side) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Numbers as they are, categories by their place in the alphabet."""
    train, test = side.train.copy(), side.test.copy()
    for name in categories(side):
        place = {value: code for code, value in enumerate(sorted(train[name].dropna().unique()))}
        train[name], test[name] = train[name].map(place), test[name].map(place)
    return train.astype(float), test.astype(float)


def ratios(side: Side) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Codes; quotients of numbers that take many values; sums over those that take few."""
    parts = side.features("codes", codes)
    wide = [name for name in parts[0] if parts[0][name].nunique() > 12 and name not in categories(side)]
    narrow = [name for name in parts[0] if name not in wide and name not in categories(side)]
    found = []
    for part in parts:
        new = {f"{one}/{other}": part[one] / (part[other].abs() + 1) for one, other in combinations(wide, 2)}
        sums = {"sum": part[narrow].sum(axis=1), "filled": (part[narrow] > 0).sum(axis=1)} if len(narrow) > 1 else {}
        found.append(pd.concat([part, pd.DataFrame({**new, **sums}, index=part.index)], axis=1))
    return found[0], found[1]


def means(side: Side) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Ratios; and the mean of the target by category, and by category and tenth of each wide number, on other rows than the row's own."""
    train, test = (part.copy() for part in side.features("ratios", ratios))
    for key, (mine, theirs) in _groups(side).items():
        train[key] = np.nan
        for fit, rest in KFold(5, shuffle=True, random_state=0).split(mine):
            train.iloc[rest, train.columns.get_loc(key)] = smoothed(mine.iloc[fit], side.y[fit], mine.iloc[rest])
        test[key] = smoothed(mine, side.y, theirs)
    return train, test


def scaled(side: Side) -> tuple[Array, Array]:
    """Numbers filled and scaled, a column for each category."""
    return _ready(*_with_columns(side, side.features("codes", codes)))


def curves(side: Side) -> tuple[Array, Array]:
    """Splines of wide numbers, categories, and the products of both: bends that differ by category."""
    parts = side.features("codes", codes)
    names = [name for name in parts[0] if name not in categories(side)]
    wide = [name for name in names if parts[0][name].nunique() > 12]
    bend = make_pipeline(SimpleImputer(strategy="median"), SplineTransformer(n_knots=8, knots="quantile")).fit(parts[0][wide])
    dummies = _columns(side)
    found = []
    for part, columns in zip(parts, dummies, strict=True):
        bent, flat = bend.transform(part[wide]), columns.to_numpy(dtype=float)
        products = (bent[:, :, None] * flat[:, None, :]).reshape(len(part), -1)
        others = part[[name for name in names if name not in wide]].fillna(0).to_numpy(dtype=float)
        found.append(np.hstack([bent, flat, others, products]))
    return _ready(found[0], found[1])


def scaled_ratios(side: Side) -> tuple[Array, Array]:
    """Ratios, filled and scaled, with a column for each category."""
    return _ready(*_with_columns(side, side.features("ratios", ratios)))


def bends(side: Side) -> tuple[Array, Array]:
    """Splines of wide numbers beside the other columns, without products: what is left of curves where there are too many columns for these."""
    parts = side.features("codes", codes)
    wide = [name for name in parts[0] if name not in categories(side) and parts[0][name].nunique() > 12]
    bend = make_pipeline(SimpleImputer(strategy="median"), SplineTransformer(n_knots=8, knots="quantile")).fit(parts[0][wide])
    flat = side.features("scaled", scaled)
    return np.hstack([bend.transform(parts[0][wide]), flat[0]]), np.hstack([bend.transform(parts[1][wide]), flat[1]])


FEATURES = {"codes": codes, "ratios": ratios, "means": means, "scaled": scaled, "curves": curves, "bends": bends, "scaled ratios": scaled_ratios}
TREES, LINES = ("codes", "ratios", "means"), ("scaled", "curves", "scaled ratios")


def pipeline(features: str, name: str, make: Make, *, log: bool = False) -> Pipeline:
    """Put features and a model together."""

    def predict(side: Side) -> Array:
        x, x_test = side.features(features, FEATURES[features])
        if features in TREES and not isinstance(make(side), lightgbm.LGBMModel | HistGradientBoostingClassifier | HistGradientBoostingRegressor):
            x, x_test = x.replace([np.inf, -np.inf], np.nan), x_test.replace([np.inf, -np.inf], np.nan)
            filled = SimpleImputer(strategy="median", keep_empty_features=True).fit(x)
            x, x_test = filled.transform(x), filled.transform(x_test)
        return fitted(make(side), np.asarray(x, dtype=float), side, np.asarray(x_test, dtype=float), log=log)

    return Pipeline(name=f"{name}, {features}{', log target' if log else ''}", predict=predict)


def boosted(**settings: Unpack[Settings]) -> Make:
    """LightGBM."""
    return lambda side: boosted_classifier(**settings) if side.classes else boosted_regressor(**settings)


def either(classifier: Callable[[], Any], regressor: Callable[[], Any]) -> Make:
    """A model for classes, and its brother for numbers."""
    return lambda side: classifier() if side.classes else regressor()


def defaults(_: Side) -> list[Pipeline]:
    """What anybody would try first."""
    plain = either(partial(HistGradientBoostingClassifier, random_state=0), partial(HistGradientBoostingRegressor, random_state=0))
    return [pipeline("codes", "default LightGBM", boosted()), pipeline("codes", "default HistGradientBoosting", plain)]


def strong(side: Side) -> list[Pipeline]:
    """Made by hand, by what usually works on tables."""
    deep = {"min_samples_leaf": 2, "max_features": 0.4, "n_jobs": 1, "random_state": 0}
    log, often = not side.classes, side.metric == "rmsle"
    loss: Loss = {"objective": "l1"} if side.metric == "mae" else {}
    slow = partial(boosted, learning_rate=0.03, subsample=0.8, subsample_freq=1, colsample_bytree=0.6, **loss)
    evenly: Evenly = {"class_weight": "balanced"} if side.metric == "macro_f1" else {}
    trees = either(partial(ExtraTreesClassifier, 200, **deep, **evenly), partial(ExtraTreesRegressor, 120, **deep))
    vectors = either(partial(SVC, C=0.5, gamma=0.02, **evenly), partial(SVR, C=2 if often else 20, gamma=0.02))
    return [
        pipeline("codes", "slow boosting", slow(n_estimators=350, num_leaves=15, **evenly), log=often),
        pipeline("ratios", "slow boosting", slow(n_estimators=350, num_leaves=7, **evenly), log=often),
        pipeline("means", "slow boosting", slow(n_estimators=300, num_leaves=7, min_child_samples=40), log=often),
        pipeline("codes", "slow wide boosting", slow(n_estimators=350, num_leaves=31), log=log),
        pipeline("ratios", "extra trees", trees, log=often),
        pipeline("scaled", "penalised line", _line(5), log=often),
        pipeline("curves", "penalised line", _line(40, **evenly), log=often),
        pipeline("curves", "more penalised line", _line(150), log=log),
        pipeline("scaled", "support vectors", vectors, log=often),
    ]


def kinds(side: Side) -> dict[str, Kind]:
    """What random pipelines are drawn from."""
    log = (False,) if side.classes else (True, True, False) if side.metric == "rmsle" else (False, False, True)
    evenly = {"class_weight": (None, "balanced")} if side.metric == "macro_f1" else {}
    loss = {"objective": ("l1", "l2")} if side.metric == "mae" else {}
    boosting = {
        "learning_rate": (0.02, 0.05, 0.1, 0.2),
        "num_leaves": (4, 8, 16, 31, 63),
        "n_estimators": (80, 150, 300),
        "min_child_samples": (5, 20, 60),
    }
    rows = {"colsample_bytree": (0.3, 0.6, 1.0), "reg_lambda": (0, 1, 10), "log": log}
    hist = {"learning_rate": (0.03, 0.1, 0.2), "max_leaf_nodes": (6, 15, 31), "max_iter": (80, 150), "log": log}
    forest = {"min_samples_leaf": (1, 3, 10), "max_features": (0.2, 0.4, 0.8), "n_estimators": (50, 100), "log": log}
    network = {"hidden_layer_sizes": (32, 64), "alpha": (0.01, 1.0), "log": log}
    smooth = ("scaled", "scaled ratios")
    return {
        "boosting": Kind(weight=3, features=TREES, choices=boosting | rows | loss | evenly, build=partial(_built, boosted)),
        "hist boosting": Kind(features=TREES, choices=hist, build=partial(_built, _hist)),
        "forest": Kind(features=TREES, choices=forest | evenly, build=partial(_built, partial(_both, RandomForestClassifier, RandomForestRegressor))),
        "extra trees": Kind(
            features=TREES, choices=forest | evenly, build=partial(_built, partial(_both, ExtraTreesClassifier, ExtraTreesRegressor))
        ),
        "line": Kind(weight=2, features=LINES, choices={"penalty": (1, 10, 100, 1000), "log": log} | evenly, build=partial(_built, _line)),
        "network": Kind(features=smooth, choices=network, build=partial(_built, _network)),
        "neighbours": Kind(features=smooth, choices={"n_neighbors": (10, 30, 80), "log": log}, build=partial(_built, _neighbours)),
        "vectors": Kind(
            features=smooth, choices={"C": (0.3, 3, 30), "gamma": (0.005, 0.02, 0.05), "log": log} | evenly, build=partial(_built, _vectors)
        ),
    }


def _built(make: Callable[..., Make], features: str, settings: dict[str, Any]) -> Pipeline:
    fitting = {name: value for name, value in settings.items() if name != "log" and value is not None}
    return pipeline(features, "", make(**fitting), log=settings["log"])


def _both(classifier: Callable[..., Any], regressor: Callable[..., Any], **settings: object) -> Make:
    return either(partial(classifier, random_state=0, **settings), partial(regressor, random_state=0, **settings))


def _hist(**settings: object) -> Make:
    return _both(HistGradientBoostingClassifier, HistGradientBoostingRegressor, **settings)


def _line(penalty: float, **settings: object) -> Make:
    return either(partial(LogisticRegression, C=1 / penalty, max_iter=400, **settings), partial(Ridge, penalty))


def _network(**settings: object) -> Make:
    return _both(MLPClassifier, MLPRegressor, early_stopping=True, max_iter=60, **settings)


def _neighbours(**settings: object) -> Make:
    return either(partial(KNeighborsClassifier, weights="distance", **settings), partial(KNeighborsRegressor, weights="distance", **settings))


def _vectors(**settings: object) -> Make:
    return either(partial(SVC, **settings), partial(SVR, **settings))


def categories(side: Side) -> list[str]:
    """Columns that hold no numbers."""
    return [name for name in side.train if not pd.api.types.is_numeric_dtype(side.train[name])]


def _columns(side: Side) -> tuple[pd.DataFrame, pd.DataFrame]:
    names = categories(side)
    if not names:
        return pd.DataFrame(index=side.train.index), pd.DataFrame(index=side.test.index)
    train = pd.get_dummies(side.train[names].fillna("none"), dtype=float)
    return train, pd.get_dummies(side.test[names].fillna("none"), dtype=float).reindex(columns=train.columns, fill_value=0.0)


def _with_columns(side: Side, parts: tuple[pd.DataFrame, pd.DataFrame]) -> tuple[Array, Array]:
    plain = [part.drop(columns=categories(side)).to_numpy(dtype=float) for part in parts]
    both = [np.hstack([part, columns.to_numpy()]) for part, columns in zip(plain, _columns(side), strict=True)]
    return both[0], both[1]


def _ready(train: Array, test: Array) -> tuple[Array, Array]:
    ready = make_pipeline(SimpleImputer(strategy="median", keep_empty_features=True, add_indicator=True), StandardScaler()).fit(train)
    return np.clip(ready.transform(train), -8, 8), np.clip(ready.transform(test), -8, 8)


def _groups(side: Side) -> dict[str, tuple[pd.Series, pd.Series]]:
    """Categories, and categories within tenths of each wide number, for both parts."""
    parts = side.features("codes", codes)
    names = categories(side)
    found = {f"mean by {name}": (parts[0][name].fillna(-1).astype(str), parts[1][name].fillna(-1).astype(str)) for name in names}
    for number in (name for name in parts[0] if name not in names and parts[0][name].nunique() > 12):
        edges = np.unique(parts[0][number].quantile(np.linspace(0.1, 0.9, 9)))
        for name in names:
            keys = [
                part[name].fillna(-1).astype(str) + "/" + pd.Series(np.digitize(part[number], edges), index=part.index).astype(str) for part in parts
            ]
            found[f"mean by {name} and {number}"] = (keys[0], keys[1])
    return found


def smoothed(keys: pd.Series, y: Array, wanted: pd.Series, *, weight: float = 10.0) -> Array:
    """Mean of the target of each key, drawn towards the mean of all where it is rare."""
    groups = pd.Series(y, index=keys.index).groupby(keys)
    usual = float(np.mean(y))
    table = (groups.sum() + weight * usual) / (groups.count() + weight)
    return np.asarray(wanted.map(table).fillna(usual), dtype=float)
