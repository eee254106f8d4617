"""Pipelines for series in time: columns of the calendar, means of the same place in the week, lags as far back as rows are asked ahead."""

from collections.abc import Callable
from functools import partial
from typing import Any, Unpack

import lightgbm
import numpy as np
import pandas as pd
from sklearn.ensemble import ExtraTreesRegressor, HistGradientBoostingRegressor, RandomForestRegressor
from sklearn.impute import SimpleImputer
from sklearn.linear_model import Ridge
from sklearn.model_selection import KFold
from sklearn.neural_network import MLPRegressor
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from benchmarks.leaderboards.boosting import Loss, Settings, boosted_regressor
from benchmarks.leaderboards.pipeline import Array, Kind, Pipeline, Side
from benchmarks.leaderboards.times import Times, times

_MOST_OF_A_YEAR = 300  # days
_FEW = 12  # different values: numbers with no more of them are kinds of something

Make = Callable[[], Any]
Tables = tuple[pd.DataFrame, pd.DataFrame]


def plain(side: Side) -> Tables:
    """Parts of the date as anybody takes them, and the other columns; categories by their place in the alphabet."""
    when = side.features("times", times)
    both = pd.concat([side.train, side.test], ignore_index=True)
    found = pd.DataFrame({"since": when.step})
    if when.dates is not None:
        parts = when.dates.dt
        found = found.assign(year=parts.year, month=parts.month, day=parts.day, weekday=parts.day_of_week, hour=parts.hour)
    for name in both.columns.drop(when.name):
        found[name] = both[name] if pd.api.types.is_numeric_dtype(both[name]) else pd.factorize(both[name], sort=True)[0]
    return _parted(side, found)


def calendar(side: Side) -> Tables:
    """The same with the place in the week, in the season and in the year."""
    when = side.features("times", times)
    found = pd.concat(side.features("plain", plain), ignore_index=True).assign(place=when.place)
    if when.dates is not None:
        found = found.assign(
            minute=when.dates.dt.hour * 60 + when.dates.dt.minute, yearday=when.dates.dt.day_of_year, working=when.dates.dt.day_of_week < 5
        )
    return _parted(side, found)


def means(side: Side) -> Tables:
    """The calendar, and means of the target on other training rows: of the series, of its place in the week, of its month."""
    when = side.features("times", times)
    found = pd.concat(side.features("calendar", calendar), ignore_index=True)
    month = when.dates.dt.month if when.dates is not None else when.step // max(1, 4 * when.season)
    for name, cell in (("series", when.series), ("place", when.series * 10_000 + when.place), ("month", when.series * 100 + month)):
        found[f"mean by {name}"] = _mean_elsewhere(np.asarray(cell), side)
    return _parted(side, found)


def lags(side: Side) -> Tables:
    """The calendar, and what the same place of the last seasons had that lie as far back as the furthest row is asked ahead."""
    when = side.features("times", times)
    found = pd.concat(side.features("calendar", calendar), ignore_index=True)
    seasons = _seasons(side, when, 8)
    found = found.assign(first=seasons[:, 0], second=seasons[:, 1], several=_row_means(seasons[:, :4]), many=_row_means(seasons))
    return _parted(side, found)


def around(side: Side) -> Tables:
    """The calendar, and the other numbers one step before and on the mean of the last day and the last week: weather works on."""
    when = side.features("times", times)
    found = pd.concat(side.features("calendar", calendar), ignore_index=True)
    order = np.lexsort((when.step, when.series))
    numbers = found[covariates(side)].iloc[order]
    groups = numbers.groupby(when.series[order])
    day = max(2, when.season // 7)
    parts = [groups.shift(1).add_suffix(" before")]
    for width in (day, 7 * day):
        usual = groups.rolling(width, min_periods=1).mean().reset_index(level=0, drop=True)
        parts += [usual.add_suffix(f" mean of {width}")]
    return _parted(side, pd.concat([found, *(part.sort_index() for part in parts)], axis=1))


def covariates(side: Side) -> list[str]:
    """Numbers of many values that are known of rows to predict: no time, and no name of a series."""
    when = side.features("times", times)
    several = len(np.unique(when.series)) > 1
    numeric = [name for name in side.train if name != when.name and pd.api.types.is_numeric_dtype(side.train[name])]
    return [
        name for name in numeric if side.train[name].nunique() > _FEW and not (several and side.train[name].nunique() == len(np.unique(when.series)))
    ]


def lines(side: Side) -> tuple[Array, Array]:
    """For models that add up: a column for each place in the week and each series, waves of the year, other columns, their squares and products."""
    when = side.features("times", times)
    table = pd.concat(side.features("plain", plain), ignore_index=True)
    wide = [name for name in table if name not in ("since", "year", "month", "day", "weekday", "hour")]
    numbers = make_pipeline(SimpleImputer(), StandardScaler()).fit(table[wide][: len(side.train)]).transform(table[wide]) if wide else _none(table)
    day = 2 * np.pi * when.place / when.season
    turns = [wave(times_ * day)[:, None] for times_ in (1, 2, when.season // 7 or 1) for wave in (np.sin, np.cos)]
    waves = _waves_of_the_year(when, len(side.train))
    many = pd.get_dummies(pd.Series(when.place), dtype=float).to_numpy()
    own = pd.get_dummies(pd.Series(when.series), dtype=float).to_numpy()
    some = numbers[:, :12]
    blocks = [many, own, waves, numbers, some**2, *(some * turn for turn in turns), (when.step / when.step.max())[:, None]]
    if own.shape[1] > 1:
        week = pd.get_dummies(pd.Series(when.place % 7 if when.season % 7 == 0 else when.place), dtype=float).to_numpy()
        blocks.append((own[:, :, None] * week[:, None, :]).reshape(len(own), -1))
    found = np.hstack(blocks)
    return found[: len(side.train)], found[len(side.train) :]


FEATURES = {"plain": plain, "calendar": calendar, "means": means, "lags": lags, "around": around, "lines": lines}
TREES = ("plain", "calendar", "means", "lags")


def pipeline(features: str, name: str, make: Make, *, log: bool = False, relative: bool = False, trend: bool = False) -> Pipeline:
    """Put features and a model together: on logarithms, on the target over its series' mean, or on what a straight line leaves over."""

    def predict(side: Side) -> Array:
        when = side.features("times", times)
        x, x_test = (np.asarray(part, dtype=float) for part in side.features(features, FEATURES[features]))
        there = np.isfinite(x).any(axis=0)  # a lag may reach further back than all that is known
        x, x_test = np.where(there, x, 0.0), np.where(there, x_test, 0.0)
        model = make()
        if not isinstance(model, lightgbm.LGBMModel | HistGradientBoostingRegressor):
            x, x_test = np.nan_to_num(x, nan=-1.0), np.nan_to_num(x_test, nan=-1.0)
        mean, mean_test = _levels(side, when) if relative else (np.ones(len(x)), np.ones(len(x_test)))
        y = np.log1p(side.y) - np.log1p(mean) if log else side.y / mean
        line, line_test = _line(y, when, len(x)) if trend else (np.zeros(len(x)), np.zeros(len(x_test)))
        said = model.fit(x, y - line).predict(x_test) + line_test
        said = np.expm1(said + np.log1p(mean_test)) if log else said * mean_test
        return np.asarray(np.clip(np.nan_to_num(said), min(0.0, side.y.min()), 1.2 * side.y.max()))

    marks = [mark for mark, wanted in (("log target", log), ("by series", relative), ("without trend", trend)) if wanted]
    return Pipeline(name=", ".join([name, features, *marks]), predict=predict)


def average(seasons: int, *, level: bool = False) -> Pipeline:
    """No model: the mean of the last seasons at the same place, brought to the last level if so wanted."""

    def predict(side: Side) -> Array:
        when = side.features("times", times)
        said = _row_means(_seasons(side, when, seasons)[len(side.train) :])
        mean, _ = _levels(side, when)
        series = when.series[len(side.train) :]
        usual = pd.Series(mean).groupby(when.series[: len(side.train)]).first()
        said = np.where(np.isfinite(said), said, pd.Series(series).map(usual).fillna(side.y.mean()))
        if level:
            late = when.step[: len(side.train)] > when.step[: len(side.train)].max() - 4 * when.season
            ratio = side.y[late].mean() / side.y.mean()
            said = said * np.clip(ratio, 0.8, 1.25) ** 0.5
        return np.clip(said, min(0.0, side.y.min()), side.y.max())

    return Pipeline(name=f"mean of {seasons} seasons{', at the last level' if level else ''}", predict=predict)


def boosted(**settings: Unpack[Settings]) -> Make:
    """LightGBM."""
    return partial(boosted_regressor, **settings)


def defaults(_: Side) -> list[Pipeline]:
    """What anybody would try first."""
    hist = pipeline("plain", "default HistGradientBoosting", partial(HistGradientBoostingRegressor, random_state=0))
    return [pipeline("plain", "default LightGBM", boosted()), hist, average(1)]


def strong(side: Side) -> list[Pipeline]:
    """Made by hand, by what usually works on series."""
    log, several = side.metric == "rmsle", len(np.unique(side.features("times", times).series)) > 1
    loss: Loss = {"objective": "l1"} if side.metric == "mae" else {}
    slow = partial(boosted, n_estimators=400, learning_rate=0.03, subsample=0.8, subsample_freq=1, colsample_bytree=0.6, **loss)
    own = {"relative": several, "log": log}
    near = "around" if covariates(side) else "calendar"
    forest = partial(ExtraTreesRegressor, 120, min_samples_leaf=3, max_features=0.5, n_jobs=1, random_state=0)
    return [
        pipeline(near, "slow boosting", slow(num_leaves=31), **own),
        pipeline("means", "slow boosting", slow(num_leaves=15), **own),
        pipeline("means", "slow boosting", slow(num_leaves=31), log=log, trend=True),
        pipeline("lags", "slow boosting", slow(num_leaves=15), **own),
        pipeline("lags", "extra trees", forest, **own),
        pipeline(near, "extra trees", forest, log=log, trend=True),
        pipeline("lines", "penalised line", partial(Ridge, 1.0), **own),
        pipeline("lines", "more penalised line", partial(Ridge, 30.0), log=log),
        average(8, level=True),
    ]


def kinds(side: Side) -> dict[str, Kind]:
    """What random pipelines are drawn from."""
    log = (True, True, False) if side.metric == "rmsle" else (False, False, True)
    shared = {"log": log, "relative": (False, True), "trend": (False, False, True)}
    loss = {"objective": ("l1", "l2")} if side.metric == "mae" else {}
    trees = (*TREES, "around") if covariates(side) else TREES
    boosting = {
        "learning_rate": (0.02, 0.05, 0.1),
        "num_leaves": (4, 8, 16, 31, 63),
        "n_estimators": (80, 150, 300),
        "min_child_samples": (5, 20, 60),
    }
    forest = {"n_estimators": (40, 80), "min_samples_leaf": (1, 3, 10), "max_features": (0.3, 0.6), "n_jobs": (1,), "random_state": (0,)}
    hist = {"learning_rate": (0.03, 0.1), "max_leaf_nodes": (6, 15, 31), "max_iter": (80, 150), "random_state": (0,)}
    network = {"hidden_layer_sizes": (32, 64), "alpha": (0.01, 1.0), "early_stopping": (True,), "max_iter": (40,), "random_state": (0,)}
    return {
        "boosting": Kind(weight=4, features=trees, choices=boosting | {"colsample_bytree": (0.4, 0.7, 1.0)} | loss | shared, build=_built(boosted)),
        "hist boosting": Kind(features=trees, choices=hist | shared, build=_built(partial(partial, HistGradientBoostingRegressor))),
        "forest": Kind(features=trees, choices=forest | shared, build=_built(partial(partial, RandomForestRegressor))),
        "extra trees": Kind(features=trees, choices=forest | shared, build=_built(partial(partial, ExtraTreesRegressor))),
        "line": Kind(weight=2, features=("lines",), choices={"alpha": (1, 10, 100, 1000)} | shared, build=_built(partial(partial, Ridge))),
        "network": Kind(features=("lines",), choices=network | {**shared, "trend": (False,)}, build=_built(partial(partial, MLPRegressor))),
        "seasons": Kind(features=("calendar",), choices={"seasons": (1, 2, 3, 4, 6, 8, 12, 20), "level": (False, True)}, build=_average),
    }


def _built(make: Callable[..., Make]) -> Callable[[str, dict[str, Any]], Pipeline]:
    def build(features: str, settings: dict[str, Any]) -> Pipeline:
        own = {name: settings[name] for name in ("log", "relative", "trend")}
        return pipeline(features, "", make(**{name: value for name, value in settings.items() if name not in own}), **own)

    return build


def _average(_features: str, settings: dict[str, Any]) -> Pipeline:
    return average(settings["seasons"], level=settings["level"])


def _parted(side: Side, found: pd.DataFrame) -> Tables:
    return found[: len(side.train)].reset_index(drop=True), found[len(side.train) :].reset_index(drop=True)


def _waves_of_the_year(when: Times, train: int) -> Array:
    """None where less than most of a year is known: what waves do beyond it is anybody's guess."""
    if when.dates is None or np.ptp(when.dates[:train].dt.day_of_year) < _MOST_OF_A_YEAR:
        return np.zeros((len(when.step), 0))
    year = 2 * np.pi * when.dates.dt.day_of_year.to_numpy() / 365.25
    return np.column_stack([wave(turns * year) for turns in (1, 2, 3) for wave in (np.sin, np.cos)])


def _none(table: pd.DataFrame) -> Array:
    return np.zeros((len(table), 0))


def _mean_elsewhere(cell: Array, side: Side) -> Array:
    """Mean target by cell, of a training row over four fifths of the rows that it is not in, drawn to the mean of all."""
    count = len(side.train)
    found = np.empty(len(cell))
    for fit, rest in KFold(5, shuffle=True, random_state=0).split(side.y):
        found[rest] = _smoothed(cell[fit], side.y[fit], cell[rest])
    found[count:] = _smoothed(cell[:count], side.y, cell[count:])
    return found


def _smoothed(cells: Array, y: Array, wanted: Array, *, weight: float = 3.0) -> Array:
    groups = pd.Series(y).groupby(cells)
    return np.asarray(pd.Series(wanted).map((groups.sum() + weight * y.mean()) / (groups.count() + weight)).fillna(y.mean()), dtype=float)


def _seasons(side: Side, when: Times, count: int) -> Array:
    """The target at the same place of so many earlier seasons, none nearer than the furthest row is asked ahead; shape (rows, count)."""
    train = len(side.train)
    values = pd.Series(side.y, index=pd.MultiIndex.from_arrays([when.series[:train], when.step[:train]])).groupby(level=[0, 1]).mean()
    nearest = -(-when.ahead // when.season)
    steps = [when.step - (nearest + place) * when.season for place in range(count)]
    return np.column_stack([values.reindex(pd.MultiIndex.from_arrays([when.series, step])).to_numpy() for step in steps])


def _row_means(values: Array) -> Array:
    there = np.isfinite(values)
    return np.where(there.any(axis=1), np.nansum(values, axis=1) / np.maximum(there.sum(axis=1), 1), np.nan)


def _levels(side: Side, when: Times) -> tuple[Array, Array]:
    train = len(side.train)
    usual = pd.Series(side.y).groupby(when.series[:train]).mean()
    found = pd.Series(when.series).map(usual).fillna(side.y.mean()).to_numpy(dtype=float)
    found = np.maximum(found, 1e-6)
    return found[:train], found[train:]


def _line(y: Array, when: Times, train: int) -> tuple[Array, Array]:
    """A straight line through all training rows, half as steep, since trends seldom go on as they were."""
    slope, start = np.polyfit(when.step[:train].astype(float), y, 1)
    middle = when.step[:train].mean()
    line = start + slope * middle + 0.5 * slope * (when.step - middle)
    return line[:train], line[train:]
