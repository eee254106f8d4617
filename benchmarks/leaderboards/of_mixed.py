"""Pipelines for tables with texts, dates, or names of which there are many: these become numbers, and then it is a table."""

from collections.abc import Callable
from functools import partial
from typing import Any

import msgspec
import numpy as np
import pandas as pd
import scipy.sparse
from sklearn.compose import TransformedTargetRegressor
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import Ridge
from sklearn.model_selection import KFold, cross_val_predict
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVR

from benchmarks.leaderboards import of_tables
from benchmarks.leaderboards.of_tables import boosted, defaults, smoothed
from benchmarks.leaderboards.of_texts import DATE
from benchmarks.leaderboards.pipeline import Array, Kind, Pipeline, Side, numbers

__all__ = ["defaults", "has_many_names", "kinds", "strong"]
MANY = 40  # and more different values: no longer a category
_KEPT, _DIRECTIONS, _PENALTY = 8, 6, 3.0  # names of a column that stay, main directions of a text, and the penalty of the line on its letters
_LINES = ("scaled", "scaled ratios", "bends")


def has_many_names(side: Side) -> bool:
    """Whether a column holds texts, dates, or names of which there are many."""
    return any(side.train[name].nunique() > MANY for name in of_tables.categories(side))


def strong(side: Side) -> list[Pipeline]:
    """Made by hand: boosting, trees and lines on what columns say, and lines on letters."""
    slow = partial(boosted, learning_rate=0.03, subsample=0.8, subsample_freq=1, colsample_bytree=0.5)
    made = of_tables.kinds(side)
    trees = {"min_samples_leaf": 2, "max_features": 0.4, "n_estimators": 120, "log": False}
    return [
        _of_table(of_tables.pipeline("codes", "slow boosting", slow(n_estimators=350, num_leaves=15))),
        _of_table(of_tables.pipeline("means", "slow boosting", slow(n_estimators=350, num_leaves=15))),
        _of_table(of_tables.pipeline("codes", "slow wide boosting", slow(n_estimators=350, num_leaves=31), log=_may_be_ratios(side))),
        _of_table(_named(made["extra trees"].build("codes", trees), "extra trees, codes")),
        _of_table(_named(made["extra trees"].build("means", trees), "extra trees, means")),
        _of_table(_named(made["line"].build("bends", {"penalty": 20, "log": False}), "penalised line, bends")),
        _of_table(of_tables.pipeline("scaled", "support vectors", _vectors)),
        letters("line on letters and numbers", 3.0),
        letters("more penalised line on letters and numbers", 20.0),
    ]


def kinds(side: Side) -> dict[str, Kind]:
    """What random pipelines are drawn from: those of tables, and lines on letters."""
    found = {
        name: msgspec.structs.replace(
            kind,
            features=_LINES if "curves" in kind.features else kind.features,
            choices=kind.choices if _may_be_ratios(side) else {**kind.choices, "log": (False,)},
            build=partial(_built, kind.build),
        )
        for name, kind in of_tables.kinds(side).items()
    }
    return found | {"letters": Kind(features=("letters",), choices={"penalty": (0.3, 1, 3, 10, 30, 100)}, build=_letters)}


def _may_be_ratios(side: Side) -> bool:
    return bool(side.y.min() >= 0)


def letters(name: str, penalty: float) -> Pipeline:
    """A line on runs of letters of all texts, beside the columns that are numbers or names."""

    def predict(side: Side) -> Array:
        x, x_test = side.features("letters and numbers", _sparse)
        return numbers(Ridge(penalty), x, side, x_test)

    return Pipeline(name=name, predict=predict)


def _vectors(_: Side) -> Any:  # noqa: ANN401 - an estimator
    return TransformedTargetRegressor(SVR(C=3, gamma=0.01), transformer=StandardScaler())  # so that its hardness means the same for any target


def _letters(_: str, settings: dict[str, Any]) -> Pipeline:
    return letters("", settings["penalty"])


def _named(pipeline: Pipeline, name: str) -> Pipeline:
    return msgspec.structs.replace(pipeline, name=name)


def _built(build: Callable[[str, dict[str, Any]], Pipeline], features: str, settings: dict[str, Any]) -> Pipeline:
    return _of_table(build(features, settings))


def _of_table(pipeline: Pipeline) -> Pipeline:
    """The same on the table that the rows become."""

    def predict(side: Side) -> Array:
        return pipeline.predict(side.features("table", _table))

    return msgspec.structs.replace(pipeline, predict=predict)


def _table(side: Side) -> Side:
    """Dates as moments; texts as lengths, main directions and what a line on their letters says; of many names the frequent ones and their means."""
    train, test = side.train.copy(), side.test.copy()
    for name in of_tables.categories(side):
        if side.train[name].nunique() <= MANY:
            continue
        both = train.pop(name).fillna(""), test.pop(name).fillna("")
        if both[0].str.fullmatch(DATE).all():
            made = [_moments(part) for part in both]
        elif _is_text(both[0]):
            made = _texts(both, side.y)
        else:
            made = _names(both, side.y)
        for table, columns in zip((train, test), made, strict=True):
            for key, column in columns.items():
                table[f"{name}: {key}"] = column
    return Side(train=train, y=side.y, test=test, classes=side.classes, metric=side.metric, kept={})


def _moments(dates: pd.Series) -> dict[str, Any]:
    when = pd.to_datetime(dates)
    return {"day of year": when.dt.day_of_year.to_numpy(), "day of week": when.dt.day_of_week.to_numpy(), "month": when.dt.month.to_numpy()}


def _names(both: tuple[pd.Series, pd.Series], y: Array) -> list[dict[str, Any]]:
    counts = both[0].value_counts()
    mean = np.empty(len(y))
    for fit, rest in KFold(5, shuffle=True, random_state=0).split(y):
        mean[rest] = smoothed(both[0].iloc[fit], y[fit], both[0].iloc[rest])
    frequent = counts.index[:_KEPT]
    said = (mean, smoothed(both[0], y, both[1]))
    return [
        {"name": part.where(part.isin(frequent), "another"), "how often": part.map(counts).fillna(0).to_numpy(dtype=float), "mean": one}
        for part, one in zip(both, said, strict=True)
    ]


def _texts(both: tuple[pd.Series, pd.Series], y: Array) -> list[dict[str, Any]]:
    weigh = _letters_of(both[0])
    x, x_test = weigh.fit_transform(both[0]), weigh.transform(both[1])
    said = cross_val_predict(Ridge(_PENALTY), x, y, cv=KFold(5, shuffle=True, random_state=0)), Ridge(_PENALTY).fit(x, y).predict(x_test)
    turn = TruncatedSVD(_DIRECTIONS, random_state=0).fit(x)
    turned = turn.transform(x), turn.transform(x_test)
    return [
        {
            "length": part.str.len().to_numpy(dtype=float),
            "words": part.str.count(r"\S+").to_numpy(dtype=float),
            "line": one,
            **{f"direction {number}": column for number, column in enumerate(directions.T)},
        }
        for part, one, directions in zip(both, said, turned, strict=True)
    ]


def _sparse(side: Side) -> tuple[Any, Any]:
    """Runs of letters of each text, and the table's other columns, scaled."""
    table = side.features("table", _table)
    plain = table.features("scaled", of_tables.scaled)
    found = [[scipy.sparse.csr_matrix(part)] for part in plain]
    for name in of_tables.categories(side):
        both = side.train[name].fillna(""), side.test[name].fillna("")
        if side.train[name].nunique() > MANY and _is_text(both[0]):
            weigh = _letters_of(both[0])
            found[0].append(weigh.fit_transform(both[0]))
            found[1].append(weigh.transform(both[1]))
    return scipy.sparse.hstack(found[0]).tocsr(), scipy.sparse.hstack(found[1]).tocsr()


def _letters_of(texts: pd.Series) -> TfidfVectorizer:
    """Of words, runs of letters within them; of formulas, in which capitals count, any runs."""
    if texts.str.count(r"\S+").mean() > 1.5:
        return TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), min_df=3, sublinear_tf=True, max_features=40_000)
    return TfidfVectorizer(analyzer="char", ngram_range=(1, 4), min_df=3, lowercase=False, norm=None, use_idf=False, sublinear_tf=True)


def _is_text(column: pd.Series) -> bool:
    return bool(column.nunique() > len(column) / 2)
