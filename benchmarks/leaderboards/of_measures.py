"""Pipelines for tables of measures and many classes: nothing but numbers, and few rows of each class."""

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
from sklearn.decomposition import PCA
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis, QuadraticDiscriminantAnalysis
from sklearn.ensemble import ExtraTreesClassifier, HistGradientBoostingClassifier, RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import GaussianNB
from sklearn.neighbors import KNeighborsClassifier
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import QuantileTransformer, StandardScaler
from sklearn.svm import SVC

from benchmarks.leaderboards.boosting import boosted_classifier
from benchmarks.leaderboards.pipeline import Array, Kind, Pipeline, Side, probabilities

Make = Callable[[], Any]


def measures(side: Side) -> tuple[Array, Array]:
    """As they are; what is missing becomes the median."""
    middle = side.train.replace([np.inf, -np.inf], np.nan).median()
    train, test = (part.replace([np.inf, -np.inf], np.nan).fillna(middle).to_numpy(dtype=float) for part in (side.train, side.test))
    return train, test


def scaled(side: Side) -> tuple[Array, Array]:
    """Scaled to one spread, the extremes cut off."""
    return _ready(StandardScaler(), *side.features("measures", measures))


def logs(side: Side) -> tuple[Array, Array]:
    """Logarithms, by sign, then scaled."""
    train, test = (np.sign(part) * np.log1p(np.abs(part)) for part in side.features("measures", measures))
    return _ready(StandardScaler(), train, test)


def bells(side: Side) -> tuple[Array, Array]:
    """By rank, as a normal distribution."""
    ready = QuantileTransformer(n_quantiles=min(300, len(side.train)), output_distribution="normal", random_state=0)
    return _ready(ready, *side.features("measures", measures))


SETS: dict[str, Callable[[Side], tuple[Array, Array]]] = {"measures": measures, "scaled": scaled, "logs": logs, "bells": bells}
SMOOTH, ANY = ("scaled", "logs", "bells"), ("measures", "logs")


def pipeline(features: str, name: str, make: Make) -> Pipeline:
    """Put features and a model together."""

    def predict(side: Side) -> Array:
        x, x_test = side.features(features, SETS[features])
        return probabilities(make(), x, side, x_test)

    return Pipeline(name=f"{name}, {features}", predict=predict)


def defaults(_: Side) -> list[Pipeline]:
    """What anybody would try first."""
    hist = partial(HistGradientBoostingClassifier, max_iter=100, random_state=0)
    return [pipeline("measures", "default LightGBM", boosted_classifier), pipeline("measures", "default HistGradientBoosting", hist)]


def strong(_: Side) -> list[Pipeline]:
    """Made by hand, by what suits few rows of many classes."""
    trees = partial(ExtraTreesClassifier, 400, n_jobs=1, random_state=0, max_features=0.2)
    slow = partial(boosted_classifier, n_estimators=80, num_leaves=5, learning_rate=0.08, colsample_bytree=0.3, min_child_samples=5)
    return [
        pipeline("logs", "discriminant", partial(_discriminant, 0.01)),
        pipeline("bells", "discriminant", partial(_discriminant, 0.01)),
        pipeline("logs", "line", partial(_line, 1.0)),
        pipeline("bells", "line", partial(_line, 3.0)),
        pipeline("logs", "vectors", partial(_vectors, 30, 0.01)),
        pipeline("bells", "vectors", partial(_vectors, 10, 0.01)),
        pipeline("measures", "extra trees", trees),
        pipeline("measures", "slow boosting", slow),
        pipeline("logs", "network", partial(_network, 128, 1.0)),
    ]


def kinds(_: Side) -> dict[str, Kind]:
    """What random pipelines are drawn from."""
    trees = {"min_samples_leaf": (1, 3), "max_features": (0.1, 0.3)}
    boosting = {"n_estimators": (25, 50), "num_leaves": (4, 8), "learning_rate": (0.05, 0.15), "colsample_bytree": (0.3, 1.0)}
    network = {"width": (32, 128), "penalty": (0.01, 1.0, 5.0)}
    return {
        "vectors": Kind(weight=2, features=SMOOTH, choices={"hardness": (1, 10, 100), "width": (0.002, 0.01, 0.04)}, build=partial(_built, _vectors)),
        "line": Kind(weight=2, features=SMOOTH, choices={"penalty_inverse": (0.03, 0.3, 3, 30)}, build=partial(_built, _line)),
        "discriminant": Kind(weight=2, features=SMOOTH, choices={"shrinkage": (0.001, 0.03, 0.2, 0.6)}, build=partial(_built, _discriminant)),
        "bent discriminant": Kind(features=SMOOTH, choices={"count": (4, 7, 10), "penalty": (0.1, 0.5)}, build=partial(_built, _bent)),
        "bells": Kind(features=SMOOTH, choices={"count": (8, 16, 30)}, build=partial(_built, _naive)),
        "extra trees": Kind(features=ANY, choices=trees, build=partial(_built, partial(ExtraTreesClassifier, 150, n_jobs=1, random_state=0))),
        "forest": Kind(features=ANY, choices=trees, build=partial(_built, partial(RandomForestClassifier, 150, n_jobs=1, random_state=0))),
        "boosting": Kind(features=("measures",), choices=boosting, build=partial(_built, boosted_classifier)),
        "neighbours": Kind(features=SMOOTH, choices={"count": (5, 12, 25)}, build=partial(_built, _neighbours)),
        "network": Kind(features=SMOOTH, choices=network, build=partial(_built, _network)),
    }


def _built(make: Callable[..., Any], features: str, settings: dict[str, Any]) -> Pipeline:
    return pipeline(features, "", partial(make, **settings))


def _ready(model: Any, train: Array, test: Array) -> tuple[Array, Array]:  # noqa: ANN401 - any transformer
    ready = model.fit(train)
    return np.clip(ready.transform(train), -5, 5), np.clip(ready.transform(test), -5, 5)


def _vectors(hardness: float, width: float) -> Any:  # noqa: ANN401 - an estimator
    return SVC(C=hardness, gamma=width)


def _line(penalty_inverse: float) -> Any:  # noqa: ANN401 - an estimator
    return LogisticRegression(C=penalty_inverse, max_iter=300)


def _discriminant(shrinkage: float) -> Any:  # noqa: ANN401 - an estimator
    return LinearDiscriminantAnalysis(solver="lsqr", shrinkage=shrinkage)


def _bent(count: int, penalty: float) -> Any:  # noqa: ANN401 - an estimator
    return make_pipeline(PCA(count, random_state=0), QuadraticDiscriminantAnalysis(reg_param=penalty))


def _naive(count: int) -> Any:  # noqa: ANN401 - an estimator
    return make_pipeline(PCA(count, whiten=True, random_state=0), GaussianNB())


def _neighbours(count: int) -> Any:  # noqa: ANN401 - an estimator
    return KNeighborsClassifier(count, weights="distance")


def _network(width: int, penalty: float) -> Any:  # noqa: ANN401 - an estimator
    return MLPClassifier((width,), alpha=penalty, max_iter=150, random_state=0)
