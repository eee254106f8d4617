"""Pipelines for texts of several classes: what is fast with tens of them, and lets rare classes count where the metric does."""

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
from sklearn.calibration import CalibratedClassifierCV
from sklearn.ensemble import ExtraTreesClassifier
from sklearn.linear_model import LogisticRegression, RidgeClassifier
from sklearn.naive_bayes import ComplementNB, MultinomialNB
from sklearn.neighbors import KNeighborsClassifier
from sklearn.svm import LinearSVC

from benchmarks.leaderboards import of_texts
from benchmarks.leaderboards.boosting import boosted_classifier
from benchmarks.leaderboards.of_texts import RatioLogistic
from benchmarks.leaderboards.pipeline import Array, Kind, Pipeline, Side, probabilities

SETS: dict[str, Callable[[Side], tuple[Any, Any]]] = {
    **{name: of_texts.SETS[name] for name in ("words", "pairs", "letters", "both", "topics")},
    "all letters": partial(of_texts.words, analyzer="char_wb", ngram_range=(1, 5), min_df=1),
}
SPARSE = ("words", "pairs", "letters", "all letters", "both")
SHORT = 60  # letters


class Ratios:
    """For each class, words weighted by how much more often it uses them, and a logistic regression on these."""

    def __init__(self, penalty_inverse: float) -> None:
        self.penalty_inverse = penalty_inverse
        self.models: list[RatioLogistic] = []
        self.classes_ = np.empty(0)

    def fit(self, x: Any, y: Array) -> None:  # noqa: ANN401 - any sparse matrix
        """One class after the other."""
        self.classes_ = np.unique(y)
        self.models = [RatioLogistic(self.penalty_inverse) for _ in self.classes_]
        for label, model in zip(self.classes_, self.models, strict=True):
            model.fit(x, (y == label).astype(int))

    def predict_proba(self, x: Any) -> Array:  # noqa: ANN401 - any sparse matrix
        """Shape (n, n_classes)."""
        found = np.column_stack([model.predict_proba(x)[:, 1] for model in self.models])
        return np.asarray(found / found.sum(axis=1, keepdims=True))


def defaults(_: Side) -> list[Pipeline]:
    """What anybody would try first."""
    return [_of("words", "default line", partial(LogisticRegression, max_iter=100)), _of("topics", "default LightGBM", boosted_classifier)]


def strong(side: Side) -> list[Pipeline]:
    """Made by hand, by what usually works: classes alike frequent where they count alike, and every run of letters of short texts."""
    even = side.metric == "macro_f1"
    counts, line = ("even counts", "even line") if even else ("counts", "line")
    every = "all letters" if _short(side) else "pairs"
    weight = {"class_weight": "balanced"} if even else {}
    return [
        _of("both", "line with a margin", partial(_margin, 1.0, even=even)),
        _of(every, "line with a margin", partial(_margin, 0.3, even=even)),
        _of("letters", counts, partial(_counts, 0.05, even=even)),
        _of(every, counts, partial(_counts, 0.05, even=even)),
        _of("both", counts, partial(_counts, 0.05, even=even)),
        _of("letters", "ratios", partial(Ratios, 3.0)),
        _of("both", "ratios", partial(Ratios, 3.0)),
        _of(every, "ridge", partial(_ridge, 0.5, even=even)),
        _of("letters", line, partial(LogisticRegression, C=8, max_iter=60, **weight)),
    ]


def kinds(side: Side) -> dict[str, Kind]:
    """What random pipelines are drawn from."""
    even = side.metric == "macro_f1"
    sparse = SPARSE if _short(side) else tuple(name for name in SPARSE if name != "all letters")
    counts = {"alpha": (0.02, 0.1, 0.5, 2), "even": (False, True)}
    trees = {"min_samples_leaf": (1, 3), "max_features": (0.1, 0.3)}
    grown = partial(ExtraTreesClassifier, 100, n_jobs=1, random_state=0)
    return {
        "margin": Kind(weight=2, features=sparse, choices={"C": (0.03, 0.1, 0.3, 1, 3)}, build=partial(_built, partial(_margin, even=even))),
        "ridge": Kind(features=sparse, choices={"alpha": (0.1, 0.5, 2, 8)}, build=partial(_built, partial(_ridge, even=even))),
        "counts": Kind(weight=3, features=sparse, choices=counts, build=partial(_built, _counts)),
        "complement": Kind(features=sparse, choices={"alpha": (0.02, 0.1, 0.5, 2)}, build=partial(_built, ComplementNB)),
        "line": Kind(features=("words", "pairs"), choices={"C": (0.3, 3, 10)}, build=partial(_built, partial(LogisticRegression, max_iter=60))),
        "neighbours": Kind(features=sparse, choices={"n_neighbors": (3, 10, 30)}, build=partial(_built, _neighbours)),
        "extra trees": Kind(features=("topics",), choices=trees, build=partial(_built, grown)),
    }


def _of(features: str, name: str, make: Callable[[], Any]) -> Pipeline:
    def predict(side: Side) -> Array:
        x, x_test = side.features(features, SETS[features])
        return probabilities(make(), x, side, x_test)

    return Pipeline(name=f"{name}, {features}", predict=predict)


def _built(make: Callable[..., Any], features: str, settings: dict[str, Any]) -> Pipeline:
    return _of(features, "", partial(make, **settings))


def _short(side: Side) -> bool:
    """Whether there is time for every run of letters."""
    return bool(side.train[side.train.columns[0]].str.len().mean() < SHORT)


def _margin(C: float, *, even: bool) -> Any:  # noqa: ANN401, N803 - an estimator, and its own name for how hard the margin is
    return _calibrated(LinearSVC(C=C, class_weight="balanced" if even else None, random_state=0))


def _ridge(alpha: float, *, even: bool) -> Any:  # noqa: ANN401 - an estimator
    return _calibrated(RidgeClassifier(alpha, class_weight="balanced" if even else None, solver="sparse_cg"))


def _calibrated(model: Any) -> Any:  # noqa: ANN401 - any estimator: its decisions become as sure as they are right, so that averages weigh them
    return CalibratedClassifierCV(model, method="temperature", cv=3, ensemble=False)


def _counts(alpha: float, *, even: bool) -> Any:  # noqa: ANN401 - an estimator
    return MultinomialNB(alpha=alpha, fit_prior=not even)


def _neighbours(n_neighbors: int) -> Any:  # noqa: ANN401 - an estimator
    return KNeighborsClassifier(n_neighbors, weights="distance")
