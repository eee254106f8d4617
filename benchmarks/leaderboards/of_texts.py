"""Pipelines for texts with a few other columns beside them."""

from collections.abc import Callable
from functools import partial
from typing import Any, Unpack

import numpy as np
import pandas as pd
import scipy.sparse
from sklearn.decomposition import TruncatedSVD
from sklearn.ensemble import ExtraTreesClassifier, ExtraTreesRegressor
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.model_selection import KFold
from sklearn.naive_bayes import MultinomialNB
from sklearn.neighbors import KNeighborsClassifier, KNeighborsRegressor
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, SplineTransformer, StandardScaler
from sklearn.svm import SVC, SVR

from benchmarks.leaderboards.boosting import Loss, Settings, boosted_classifier, boosted_regressor
from benchmarks.leaderboards.pipeline import Array, Kind, Pipeline, Side, fitted

Make = Callable[[Side], Any]
DATE = r"\d{4}-\d\d-\d\d.*"  # how a value begins that is one


class RatioLogistic:
    """Logistic regression on words weighted by how much more often one class uses them."""

    def __init__(self, penalty_inverse: float) -> None:
        self.model = LogisticRegression(C=penalty_inverse, max_iter=200)
        self.weights = np.empty(0)

    def fit(self, x: Any, y: Array) -> None:  # noqa: ANN401 - any sparse matrix
        """Weigh, then fit."""
        ones, noughts = (1 + np.asarray(x[y == label].sum(axis=0)).ravel() for label in (1, 0))
        self.weights = np.log((ones / ones.sum()) / (noughts / noughts.sum()))
        self.model.fit(x.multiply(self.weights).tocsr(), y)
        self.classes_ = self.model.classes_

    def predict_proba(self, x: Any) -> Array:  # noqa: ANN401 - any sparse matrix
        """Shape (n, 2)."""
        return np.asarray(self.model.predict_proba(x.multiply(self.weights).tocsr()))


def words(side: Side, **settings: object) -> tuple[Any, Any]:
    """Weighted words of all running text."""
    weigh = TfidfVectorizer(**{"sublinear_tf": True, "min_df": 2, **settings})
    texts = [part[_text_columns(side)].fillna("").agg(" ".join, axis=1) for part in (side.train, side.test)]
    return weigh.fit_transform(texts[0]), weigh.transform(texts[1])


def letters(side: Side) -> tuple[Any, Any]:
    """Weighted runs of two to five letters."""
    return words(side, analyzer="char_wb", ngram_range=(2, 5), min_df=3, max_features=40_000)


def both(side: Side) -> tuple[Any, Any]:
    """Words, pairs of words, and runs of letters."""
    parts = zip(side.features("pairs", SETS["pairs"]), side.features("letters", letters), strict=True)
    train, test = (scipy.sparse.hstack(part).tocsr() for part in parts)
    return train, test


def with_names(side: Side) -> tuple[Any, Any]:
    """All that, a column for each frequent name in the other columns, and smooth curves over dates."""
    names = _name_columns(side)
    encode = OneHotEncoder(handle_unknown="infrequent_if_exist", min_frequency=3).fit(side.train[names])
    found = [side.features("both", both), tuple(encode.transform(part[names]) for part in (side.train, side.test))]
    for name in _date_columns(side):
        bend = make_pipeline(StandardScaler(), SplineTransformer(n_knots=12, knots="quantile")).fit(_moments(side.train[name]))
        found.append(tuple(scipy.sparse.csr_matrix(bend.transform(_moments(part[name]))) for part in (side.train, side.test)))
    train, test = (scipy.sparse.hstack(parts).tocsr() for parts in zip(*found, strict=True))
    return train, test


def topics(side: Side) -> tuple[Any, Any]:
    """Main directions of words and letters, lengths, and for each other column the mean of the target and how often its name occurs."""
    text, text_test = side.features("both", both)
    turn = TruncatedSVD(60, random_state=0).fit(text)
    mine, theirs = _plain(side)
    return np.hstack([turn.transform(text), mine]), np.hstack([turn.transform(text_test), theirs])


SETS: dict[str, Callable[[Side], tuple[Any, Any]]] = {
    "words": words,
    "pairs": partial(words, ngram_range=(1, 2)),
    "common words": partial(words, min_df=5, stop_words="english", sublinear_tf=False),
    "letters": letters,
    "both": both,
    "with names": with_names,
    "topics": topics,
}
SPARSE = ("words", "pairs", "common words", "letters", "both", "with names")


def pipeline(features: str, name: str, make: Make) -> Pipeline:
    """Put features and a model together."""

    def predict(side: Side) -> Array:
        x, x_test = side.features(features, SETS[features])
        return fitted(make(side), x, side, x_test, log=side.metric == "rmsle")

    return Pipeline(name=f"{name}, {features}", predict=predict)


def vectors(features: str, hardness: float, width: float) -> Pipeline:
    """Support vectors on products of rows, computed once: many times as fast as on the rows themselves. A width of 0 is a linear kernel."""

    def products(side: Side) -> tuple[Array, Array]:
        x, x_test = side.features(features, SETS[features])
        return (x @ x.T).toarray(), (x_test @ x.T).toarray()

    def predict(side: Side) -> Array:
        inner, inner_test = side.features(f"products of {features}", products)
        if width:  # with a column for names, rows differ in length
            x, x_test = side.features(features, SETS[features])
            own, own_test = (np.asarray(part.multiply(part).sum(axis=1)).ravel() for part in (x, x_test))
            inner = np.exp(-width * np.maximum(own[:, None] + own[None, :] - 2 * inner, 0))
            inner_test = np.exp(-width * np.maximum(own_test[:, None] + own[None, :] - 2 * inner_test, 0))
        model = SVC(C=hardness, kernel="precomputed") if side.classes else SVR(C=hardness, kernel="precomputed")
        return fitted(model, inner, side, inner_test, log=side.metric == "rmsle")

    return Pipeline(name=f"{'bent' if width else 'straight'} vectors, {features}", predict=predict)


def defaults(_: Side) -> list[Pipeline]:
    """What anybody would try first."""
    return [pipeline("words", "default line", _line(1.0)), pipeline("topics", "default LightGBM", _boosted())]


def strong(side: Side) -> list[Pipeline]:
    """Made by hand, by what usually works on texts."""
    loss: Loss = {} if side.classes else {"objective": "l1"}
    slow = partial(_boosted, learning_rate=0.03, n_estimators=250, colsample_bytree=0.5, subsample=0.8, subsample_freq=1)
    return [
        pipeline("both", "line", _line(1.5)),
        pipeline("with names", "line", _line(1.5)),
        pipeline("with names", "weaker line", _line(0.4)),
        _ratios("both", 3.0, 1.0, side),
        _ratios("pairs", 1.0, 3.0, side),
        vectors("with names", 3.0, 0.5),
        pipeline("topics", "slow boosting", slow(num_leaves=15)),
        pipeline("topics", "slow boosting again" if side.classes else "slow absolute boosting", slow(num_leaves=7, **loss)),
        pipeline("topics", "extra trees", _trees(2, 0.3, 150)),
    ]


def kinds(side: Side) -> dict[str, Kind]:
    """What random pipelines are drawn from."""
    boosting = {"learning_rate": (0.03, 0.1), "num_leaves": (5, 15, 31), "n_estimators": (80, 160, 240), "colsample_bytree": (0.3, 1.0)}
    loss = {} if side.classes else {"objective": ("l1", "l2")}
    return {
        "line": Kind(weight=3, features=SPARSE, choices={"penalty": (0.1, 0.3, 1, 3, 10, 30)}, build=partial(_built, _line)),
        "ratios": Kind(features=SPARSE, choices={"C": (0.1, 0.5, 3, 10)}, build=lambda features, said: _ratios(features, said["C"], said["C"], side)),
        "bent vectors": Kind(
            features=SPARSE,
            choices={"C": (0.3, 1, 3, 10), "gamma": (0.2, 0.5, 1)},
            build=lambda features, said: vectors(features, said["C"], said["gamma"]),
        ),
        "boosting": Kind(weight=2, features=("topics",), choices=boosting | loss, build=partial(_built, _boosted)),
        "extra trees": Kind(features=("topics",), choices={"leaf_min": (1, 3, 8), "share": (0.1, 0.3, 0.6)}, build=partial(_built, _trees)),
        "counts": Kind(features=SPARSE, choices={"alpha": (0.02, 0.1, 0.5)}, build=partial(_built, _counts)),
        "neighbours": Kind(features=SPARSE, choices={"count": (10, 25, 60)}, build=partial(_built, _neighbours)),
    }


def _built(make: Callable[..., Make], features: str, settings: dict[str, Any]) -> Pipeline:
    return pipeline(features, "", make(**settings))


def _counts(alpha: float) -> Make:
    return lambda side: MultinomialNB(alpha=alpha) if side.classes else Ridge(1 / alpha)


def _neighbours(count: int) -> Make:
    return lambda side: (KNeighborsClassifier if side.classes else KNeighborsRegressor)(count, weights="distance")


def _line(penalty: float) -> Make:
    return lambda side: LogisticRegression(C=5 / penalty, max_iter=200) if side.classes else Ridge(penalty)


def _ratios(features: str, penalty_inverse: float, hardness: float, side: Side) -> Pipeline:
    """What suits two classes; a straight line with a margin elsewhere."""
    if side.classes == 2:
        return pipeline(features, "ratios", lambda _: RatioLogistic(penalty_inverse))
    return vectors(features, hardness, 0.0)


def _boosted(**settings: Unpack[Settings]) -> Make:
    return lambda side: boosted_classifier(**settings) if side.classes else boosted_regressor(**settings)


def _trees(leaf_min: int, share: float, count: int = 100) -> Make:
    shape = {"n_estimators": count, "min_samples_leaf": leaf_min, "max_features": share, "n_jobs": 1, "random_state": 0}
    return lambda side: ExtraTreesClassifier(**shape) if side.classes else ExtraTreesRegressor(**shape)


def _text_columns(side: Side) -> list[str]:
    lengths = {name: side.train[name].fillna("").str.count(r"\S+").mean() for name in side.train}
    return [name for name, count in lengths.items() if count >= 3] or [max(lengths, key=lambda name: lengths[name])]


def _date_columns(side: Side) -> list[str]:
    return [name for name in side.train if side.train[name].astype(str).str.fullmatch(DATE).all()]


def _name_columns(side: Side) -> list[str]:
    return [name for name in side.train if name not in (*_text_columns(side), *_date_columns(side))]


def _moments(dates: pd.Series) -> Array:
    """Days, hour of the day, day of the week and of the year."""
    when = pd.to_datetime(dates, utc=True)
    days = (when - pd.Timestamp(0, tz="UTC")) / pd.Timedelta(days=1)
    return np.column_stack([days, when.dt.hour + when.dt.minute / 60, when.dt.day_of_week, when.dt.day_of_year]).astype(float)


def _plain(side: Side) -> tuple[Array, Array]:
    """Lengths, and what the other columns say, for both parts."""
    columns, columns_test = [], []
    for name in side.train:
        lengths = [part[name].fillna("").str.len().to_numpy(dtype=float) for part in (side.train, side.test)]
        columns.append(lengths[0])
        columns_test.append(lengths[1])
    for name in _date_columns(side):
        columns.append(_moments(side.train[name]))
        columns_test.append(_moments(side.test[name]))
    for name in _name_columns(side):
        keys, wanted = side.train[name].fillna(""), side.test[name].fillna("")
        mean, y = np.empty(len(keys)), np.log1p(side.y) if side.metric == "rmsle" else side.y
        for fit, rest in KFold(5, shuffle=True, random_state=0).split(keys):
            mean[rest] = _smoothed(keys.iloc[fit], y[fit], keys.iloc[rest])
        counts = keys.value_counts()
        columns += [mean, keys.map(counts).to_numpy(dtype=float)]
        columns_test += [_smoothed(keys, y, wanted), wanted.map(counts).fillna(0).to_numpy(dtype=float)]
    return np.column_stack(columns), np.column_stack(columns_test)


def _smoothed(keys: pd.Series, y: Array, wanted: pd.Series, *, weight: float = 3.0) -> Array:
    groups = pd.Series(y, index=keys.index).groupby(keys)
    usual = float(np.mean(y))
    table = (groups.sum() + weight * usual) / (groups.count() + weight)
    return np.asarray(wanted.map(table).fillna(usual), dtype=float)
