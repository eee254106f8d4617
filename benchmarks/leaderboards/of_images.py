"""Pipelines for small images of one size."""

from collections.abc import Callable
from functools import partial
from typing import Any, Unpack

import numpy as np
from scipy import ndimage
from sklearn.decomposition import PCA
from sklearn.ensemble import ExtraTreesClassifier, RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.neighbors import KNeighborsClassifier
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC

from benchmarks.leaderboards.boosting import Settings, boosted_classifier
from benchmarks.leaderboards.pipeline import Array, Kind, Pipeline, Side, probabilities

Make = Callable[[], Any]
_SMALL = 8  # pixels: below that there are no shapes, only colours


def images_of(side: Side) -> tuple[Array, Array]:
    """Pixels in [0, 1], shape (n, height, width, channels), for both parts."""
    train, test = (np.stack(part["image"].tolist()).astype(float) / 255 for part in (side.train, side.test))
    return train, test


def pixels(side: Side) -> tuple[Array, Array]:
    """All pixels in a row."""
    return _flat(side.features("images", images_of))


def upright(side: Side) -> tuple[Array, Array]:
    """Pixels of shapes that were sheared until they stand upright."""
    parts = side.features("images", images_of)
    return _flat((_upright(parts[0]), _upright(parts[1])))


def edges(side: Side) -> tuple[Array, Array]:
    """Directions of edges in small cells."""
    parts = side.features("images", images_of)
    return directions(parts[0]), directions(parts[1])


def upright_edges(side: Side) -> tuple[Array, Array]:
    """The same of upright shapes."""
    parts = side.features("images", images_of)
    return directions(_upright(parts[0])), directions(_upright(parts[1]))


def colours(side: Side) -> tuple[Array, Array]:
    """Pixels; mean, spread and extremes of each channel; quotients of channels, in the centre and on the whole."""
    found = []
    for part in side.features("images", images_of):
        middle = part[:, part.shape[1] // 2, part.shape[2] // 2]
        means = part.mean(axis=(1, 2))
        statistics = [means, part.std(axis=(1, 2)), part.min(axis=(1, 2)), part.max(axis=(1, 2))]
        quotients = [_quotients(middle), _quotients(means)]
        found.append(np.hstack([part.reshape(len(part), -1), *statistics, *quotients]))
    return found[0], found[1]


SETS: dict[str, Callable[[Side], tuple[Array, Array]]] = {
    "pixels": pixels,
    "upright": upright,
    "edges": edges,
    "upright edges": upright_edges,
    "colours": colours,
}


def pipeline(features: str, name: str, make: Make, *, moved: bool = False) -> Pipeline:
    """Put features and a model together; `moved` adds copies of the training images, moved by a pixel and turned a little."""

    def predict(side: Side) -> Array:
        wide = side.features("moved", _with_copies) if moved else side
        x, x_test = wide.features(features, SETS[features])
        return probabilities(make(), x, wide, x_test)

    return Pipeline(name=f"{name}, {features}{', moved copies' if moved else ''}", predict=predict)


def defaults(side: Side) -> list[Pipeline]:
    """What anybody would try first."""
    forest = partial(RandomForestClassifier, 200 if _has_shapes(side) else 100, n_jobs=1, random_state=0)
    return [pipeline("pixels", "default forest", forest), pipeline("pixels", "default LightGBM", _boosted())]


def strong(side: Side) -> list[Pipeline]:
    """Made by hand: for shapes, or where there are none for colours."""
    trees = partial(ExtraTreesClassifier, 300, n_jobs=1, random_state=0)
    if _has_shapes(side):
        return [
            pipeline("edges", "vectors", _vectors(5, 0.003)),
            pipeline("upright edges", "vectors", _vectors(5, 0.003)),
            pipeline("upright", "vectors", _vectors(5, 0.0)),
            pipeline("pixels", "vectors", _vectors(5, 0.0), moved=True),
            pipeline("upright", "vectors", _vectors(5, 0.0), moved=True),
            pipeline("edges", "vectors", _vectors(5, 0.003), moved=True),
            pipeline("upright edges", "extra trees", trees),
            pipeline("upright edges", "line", partial(_line, 0.01)),
            pipeline("upright", "extra trees", trees, moved=True),
        ]
    return [
        pipeline("pixels", "vectors", _vectors(30, 0.1)),
        pipeline("colours", "vectors", _vectors(10, 0.05)),
        pipeline("colours", "wider vectors", _vectors(30, 0.02)),
        pipeline("pixels", "neighbours", partial(_neighbours, 4)),
        pipeline("colours", "neighbours", partial(_neighbours, 5)),
        pipeline("colours", "extra trees", trees),
        pipeline("pixels", "extra trees", trees),
        pipeline("colours", "slow boosting", _boosted(n_estimators=150, learning_rate=0.05, num_leaves=15, colsample_bytree=0.5)),
        pipeline("colours", "network", partial(_network, 64, 0.1)),
    ]


def kinds(side: Side) -> dict[str, Kind]:
    """What random pipelines are drawn from."""
    shapes = _has_shapes(side)
    features = ("pixels", "upright", "edges", "upright edges") if shapes else ("pixels", "colours")
    moved = (False, False, False, True) if shapes else (False,)
    widths = (0.0, 0.001, 0.01) if shapes else (0.0, 0.02, 0.15)
    penalties = (0.0003, 0.003, 0.03) if shapes else (0.03, 0.3, 3)
    found = {
        "vectors": Kind(
            weight=2, features=features, choices={"hardness": (0.3, 3, 30), "width": widths, "moved": moved}, build=partial(_built, _vectors)
        ),
        "main directions": Kind(
            features=features, choices={"count": (10, 20, 40) if shapes else (4, 8, 16), "hardness": (1, 10)}, build=partial(_built, _directed)
        ),
        "line": Kind(features=features, choices={"penalty_inverse": penalties, "moved": moved}, build=partial(_built, partial(partial, _line))),
        "neighbours": Kind(features=features, choices={"count": (1, 3, 5, 15), "moved": moved}, build=partial(_built, partial(partial, _neighbours))),
        "network": Kind(features=features, choices={"width": (32, 128), "penalty": (0.01, 1.0)}, build=partial(_built, partial(partial, _network))),
        "extra trees": Kind(
            features=features, choices={"min_samples_leaf": (1, 3), "max_features": (0.05, 0.2)}, build=partial(_built, _many(ExtraTreesClassifier))
        ),
        "forest": Kind(
            features=features, choices={"min_samples_leaf": (1, 3), "max_features": (0.05, 0.2)}, build=partial(_built, _many(RandomForestClassifier))
        ),
    }
    boosting = {"n_estimators": (50, 100), "num_leaves": (7, 15, 31), "learning_rate": (0.05, 0.1)}
    return found if shapes else found | {"boosting": Kind(weight=2, features=features, choices=boosting, build=partial(_built, _boosted))}


def _built(make: Callable[..., Make], features: str, settings: dict[str, Any]) -> Pipeline:
    fitting = {name: value for name, value in settings.items() if name != "moved"}
    return pipeline(features, "", make(**fitting), moved=settings.get("moved", False))


def _many(trees: Callable[..., Any]) -> Callable[..., Make]:
    return partial(partial, trees, 150, n_jobs=1, random_state=0)


def _vectors(hardness: float, width: float) -> Make:
    """Support vectors; a width of 0 takes the usual one."""
    return lambda: make_pipeline(StandardScaler() if width else StandardScaler(with_std=False), SVC(C=hardness, gamma=width or "scale"))


def _directed(count: int, hardness: float) -> Make:
    return lambda: make_pipeline(PCA(count, whiten=True, random_state=0), SVC(C=hardness))


def _line(penalty_inverse: float) -> Any:  # noqa: ANN401 - an estimator
    return make_pipeline(StandardScaler(), LogisticRegression(C=penalty_inverse, max_iter=200))


def _neighbours(count: int) -> Any:  # noqa: ANN401 - an estimator
    return KNeighborsClassifier(count, weights="distance")


def _network(width: int, penalty: float) -> Any:  # noqa: ANN401 - an estimator
    return make_pipeline(StandardScaler(), MLPClassifier((width,), alpha=penalty, early_stopping=True, max_iter=80, random_state=0))


def _boosted(**settings: Unpack[Settings]) -> Make:
    return partial(boosted_classifier, **settings)


def _has_shapes(side: Side) -> bool:
    return bool(min(side.train["image"].iloc[0].shape[:2]) >= _SMALL)


def _flat(parts: tuple[Array, Array]) -> tuple[Array, Array]:
    return parts[0].reshape(len(parts[0]), -1), parts[1].reshape(len(parts[1]), -1)


def _quotients(values: Array) -> Array:
    count = values.shape[1]
    pairs = [values[:, one] / (values[:, other] + 0.01) for one in range(count) for other in range(one)]
    return np.column_stack(pairs) if pairs else np.empty((len(values), 0))


def _upright(images: Array) -> Array:
    """Shear each image so that its ink has no slant, and bring its centre of mass to the middle."""
    found = np.empty_like(images)
    rows, columns = np.mgrid[: images.shape[1], : images.shape[2]]
    middle = np.array([(images.shape[1] - 1) / 2, (images.shape[2] - 1) / 2])
    for place, image in enumerate(images):
        ink = image.mean(axis=2)
        total = ink.sum() + 1e-9
        centre = np.array([(rows * ink).sum(), (columns * ink).sum()]) / total
        slant = (((rows - centre[0]) * (columns - centre[1])) * ink).sum() / ((((rows - centre[0]) ** 2) * ink).sum() + 1e-9)
        shear = np.array([[1, 0], [slant, 1]])
        for channel in range(images.shape[3]):
            found[place, :, :, channel] = ndimage.affine_transform(image[:, :, channel], shear, offset=centre - shear @ middle, order=1)
    return found


def directions(images: Array, *, cell: int = 4, bins: int = 9) -> Array:
    """Histograms of the directions of edges in cells, each normalised with its neighbours."""
    down, right = np.gradient(images.mean(axis=3), axis=(1, 2))
    strength, angle = np.hypot(down, right), np.mod(np.arctan2(down, right), np.pi) / np.pi * bins
    low = np.floor(angle).astype(int) % bins
    height, width = images.shape[1] // cell, images.shape[2] // cell
    histogram = np.zeros((len(images), height, width, bins))
    for direction in range(bins):
        share = np.where(low == direction, 1 - (angle - np.floor(angle)), 0) + np.where((low + 1) % bins == direction, angle - np.floor(angle), 0)
        cells = (strength * share)[:, : height * cell, : width * cell].reshape(len(images), height, cell, width, cell)
        histogram[..., direction] = cells.sum(axis=(2, 4))
    blocks = [histogram[:, i : height - 1 + i, j : width - 1 + j] for i in (0, 1) for j in (0, 1)]
    joined = np.concatenate(blocks, axis=3)
    normed = joined / (np.linalg.norm(joined, axis=3, keepdims=True) + 0.1)
    return np.asarray(np.minimum(normed, 0.3).reshape(len(images), -1))


def _with_copies(side: Side) -> Side:
    """The same rows with copies: moved by a pixel in four directions, turned by eight degrees either way."""
    images = np.stack(side.train["image"].tolist())
    moves = [np.roll(images, step, axis=axis) for axis in (1, 2) for step in (1, -1)]
    turns = [ndimage.rotate(images, angle, axes=(1, 2), reshape=False, order=1) for angle in (8, -8)]
    whole = np.concatenate([images, *moves, *turns])
    repeated = side.train.loc[np.tile(side.train.index, 7)].assign(image=list(whole))
    return Side(train=repeated, y=np.tile(side.y, 7), test=side.test, classes=side.classes, metric=side.metric, kept={})
