"""Pipelines for larger images that each show one figure."""

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
from sklearn.decomposition import PCA
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis
from sklearn.ensemble import ExtraTreesClassifier, RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.neighbors import KNeighborsClassifier
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC

from benchmarks.leaderboards.boosting import boosted_classifier
from benchmarks.leaderboards.figures import figures
from benchmarks.leaderboards.of_images import directions, images_of, pixels
from benchmarks.leaderboards.pipeline import Array, Kind, Pipeline, Side, probabilities

Make = Callable[[], Any]


def shapes(side: Side) -> tuple[Array, Array]:
    """Numbers that tell the shape."""
    parts = side.features("images", images_of)
    return figures(parts[0]), figures(parts[1])


def edges(side: Side) -> tuple[Array, Array]:
    """Directions of edges in large cells, four by four of them."""
    parts = side.features("images", images_of)
    cell = parts[0].shape[1] // 4
    return directions(parts[0], cell=cell), directions(parts[1], cell=cell)


def both(side: Side) -> tuple[Array, Array]:
    """Shapes and edges."""
    pairs = zip(side.features("shapes", shapes), side.features("edges", edges), strict=True)
    train, test = (np.hstack(pair) for pair in pairs)
    return train, test


def small(side: Side) -> tuple[Array, Array]:
    """Means of blocks of 4 x 4 pixels."""
    parts = side.features("images", images_of)
    blocks = [part.reshape(len(part), part.shape[1] // 4, 4, part.shape[2] // 4, 4, -1).mean(axis=(2, 4)).reshape(len(part), -1) for part in parts]
    return blocks[0], blocks[1]


SETS: dict[str, Callable[[Side], tuple[Array, Array]]] = {"pixels": pixels, "small": small, "edges": edges, "shapes": shapes, "both": both}
DRAWN = ("small", "edges", "shapes", "shapes", "both")


def pipeline(features: str, name: str, make: Make) -> Pipeline:
    """Put features and a model together."""

    def predict(side: Side) -> Array:
        x, x_test = side.features(features, SETS[features])
        return probabilities(make(), x, side, x_test)

    return Pipeline(name=f"{name}, {features}", predict=predict)


def defaults(_: Side) -> list[Pipeline]:
    """What anybody would try first."""
    forest = partial(RandomForestClassifier, 200, n_jobs=1, random_state=0)
    return [pipeline("pixels", "default forest", forest), pipeline("pixels", "default LightGBM", boosted_classifier)]


def strong(_: Side) -> list[Pipeline]:
    """Made by hand, for shapes."""
    trees = partial(ExtraTreesClassifier, 300, n_jobs=1, random_state=0, min_samples_leaf=2)
    slow = partial(boosted_classifier, n_estimators=100, num_leaves=7, learning_rate=0.05, colsample_bytree=0.4, min_child_samples=10)
    return [
        pipeline("shapes", "vectors", partial(_vectors, 2.0, 0.01)),
        pipeline("shapes", "extra trees", trees),
        pipeline("shapes", "slow boosting", slow),
        pipeline("shapes", "line", partial(_line, 0.05)),
        pipeline("shapes", "discriminant", partial(_discriminant, 0.3)),
        pipeline("edges", "vectors", partial(_vectors, 3.0, 0.003)),
        pipeline("both", "vectors", partial(_vectors, 2.0, 0.003)),
        pipeline("both", "extra trees", trees),
        pipeline("both", "line", partial(_line, 0.005)),
    ]


def kinds(_: Side) -> dict[str, Kind]:
    """What random pipelines are drawn from."""
    trees = {"min_samples_leaf": (1, 3, 6), "max_features": (0.1, 0.3)}
    boosting = {"n_estimators": (30, 60, 120), "num_leaves": (4, 8, 16), "learning_rate": (0.03, 0.1)}
    network = {"width": (16, 64), "penalty": (0.1, 3.0)}
    return {
        "vectors": Kind(weight=2, features=DRAWN, choices={"hardness": (0.3, 2, 20), "width": (0.001, 0.005, 0.02)}, build=partial(_built, _vectors)),
        "line": Kind(weight=2, features=DRAWN, choices={"penalty_inverse": (0.003, 0.03, 0.3)}, build=partial(_built, _line)),
        "discriminant": Kind(features=DRAWN, choices={"shrinkage": (0.1, 0.4, 0.8)}, build=partial(_built, _discriminant)),
        "main directions": Kind(features=DRAWN, choices={"count": (6, 12, 24), "hardness": (0.3, 3)}, build=partial(_built, _directed)),
        "boosting": Kind(weight=2, features=DRAWN, choices=boosting, build=partial(_built, boosted_classifier)),
        "extra trees": Kind(features=DRAWN, choices=trees, build=partial(_built, partial(ExtraTreesClassifier, 150, n_jobs=1, random_state=0))),
        "forest": Kind(features=DRAWN, choices=trees, build=partial(_built, partial(RandomForestClassifier, 150, n_jobs=1, random_state=0))),
        "neighbours": Kind(features=DRAWN, choices={"count": (10, 25, 50)}, build=partial(_built, _neighbours)),
        "network": Kind(features=DRAWN, choices=network, build=partial(_built, _network)),
    }


def _built(make: Callable[..., Any], features: str, settings: dict[str, Any]) -> Pipeline:
    return pipeline(features, "", partial(make, **settings))


def _vectors(hardness: float, width: float) -> Any:  # noqa: ANN401 - an estimator
    return make_pipeline(StandardScaler(), SVC(C=hardness, gamma=width))


def _directed(count: int, hardness: float) -> Any:  # noqa: ANN401 - an estimator
    return make_pipeline(StandardScaler(), PCA(count, whiten=True, random_state=0), SVC(C=hardness))


def _line(penalty_inverse: float) -> Any:  # noqa: ANN401 - an estimator
    return make_pipeline(StandardScaler(), LogisticRegression(C=penalty_inverse, max_iter=300))


def _discriminant(shrinkage: float) -> Any:  # noqa: ANN401 - an estimator
    return make_pipeline(StandardScaler(), LinearDiscriminantAnalysis(solver="lsqr", shrinkage=shrinkage))


def _neighbours(count: int) -> Any:  # noqa: ANN401 - an estimator
    return make_pipeline(StandardScaler(), KNeighborsClassifier(count, weights="distance"))


def _network(width: int, penalty: float) -> Any:  # noqa: ANN401 - an estimator
    return make_pipeline(StandardScaler(), MLPClassifier((width,), alpha=penalty, early_stopping=True, max_iter=80, random_state=0))
