"""Pipelines for images that are to be restored, pixel by pixel: filters, and models that learn what to add to a filtered pixel."""

from collections.abc import Callable
from functools import partial
from typing import Any, Unpack

import numpy as np
from scipy import ndimage
from sklearn.ensemble import ExtraTreesRegressor, RandomForestRegressor
from sklearn.linear_model import Ridge
from sklearn.neural_network import MLPRegressor
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from benchmarks.leaderboards.boosting import Settings, boosted_regressor
from benchmarks.leaderboards.pipeline import Array, Kind, Pipeline, Side
from benchmarks.leaderboards.restoring import FILTERS, Filter, mended, unstuck

Make = Callable[[], Any]
_PIXELS = 20_000  # that a model learns from
FIRST: dict[str, Filter] = {"as is": lambda images: images, "unstuck": unstuck, "mended": mended}  # what is done before all else
_STACKED = ("median 3", "median 5", "gauss 0.7", "gauss 1.5", "gauss 2.5", "wiener 5 15", "bilateral 2 45", "alike 3 28", "alike 5 20")
_STACKED_TOO = ("waves 8 60", "waves 4 60", "flat 8", "flat 22")


def images_of(side: Side) -> tuple[Array, Array]:
    """Shades of both parts, shape (n, height, width)."""
    train, test = (np.stack(part["image"].tolist()).astype(float).mean(axis=3) for part in (side.train, side.test))
    return train, test


def filtered(side: Side, first: str, name: str = "") -> tuple[Array, Array]:
    """What a filter makes of both parts, behind what is done first."""
    if name:
        return side.features(f"{first}, {name}", lambda _: _both(FILTERS[name], filtered(side, first)))
    return side.features(first, lambda _: _both(FIRST[first], side.features("images", images_of)))


def patches(side: Side, first: str, size: int) -> tuple[Array, Array]:
    """The pixel itself, and those around it; a row for each pixel."""
    return _both(partial(_around, size=size), filtered(side, first))


def stacked(side: Side) -> tuple[Array, Array]:
    """The mended pixel, the pixel as it was, and what filters make of it; and how much happens around it."""
    made = [filtered(side, "mended"), filtered(side, "as is"), *(filtered(side, "mended", name) for name in (*_STACKED, *_STACKED_TOO))]
    made += [_both(_spread, filtered(side, "mended")), filtered(side, "unstuck", "gauss 1.0")]
    train, test = (np.stack([pair[part].ravel() for pair in made], axis=1) for part in (0, 1))
    return train, test


def _everything(side: Side) -> tuple[Array, Array]:
    pairs = [side.features(name, SETS[name]) for name in ("stack", "mended patches 5")]
    train, test = (np.hstack([pair[part] for pair in pairs]) for part in (0, 1))
    return train, test


SETS: dict[str, Callable[[Side], tuple[Array, Array]]] = {
    "patches 5": partial(patches, first="as is", size=5),
    "patches 7": partial(patches, first="as is", size=7),
    "unstuck patches 7": partial(patches, first="unstuck", size=7),
    "mended patches 5": partial(patches, first="mended", size=5),
    "mended patches 7": partial(patches, first="mended", size=7),
    "mended patches 9": partial(patches, first="mended", size=9),
    "stack": stacked,
    "everything": _everything,
}
DRAWN = (*SETS, "stack", "everything")


def plain(first: str, name: str) -> Pipeline:
    """A filter and nothing that learns."""
    return Pipeline(name=f"{name}, {first}", predict=lambda side: _rows(filtered(side, first, name)[1], side))


def learned(features: str, name: str, make: Make) -> Pipeline:
    """A model of what is to be added to the first column."""

    def predict(side: Side) -> Array:
        x, x_test = side.features(features, SETS[features])
        chosen = np.random.default_rng(0).permutation(len(x))[:_PIXELS]
        model = make().fit(x[chosen], side.y.ravel()[chosen] - x[chosen, 0])
        return _rows(x_test[:, 0] + model.predict(x_test), side)

    return Pipeline(name=f"{name}, {features}", predict=predict)


def defaults(_: Side) -> list[Pipeline]:
    """What anybody would try first."""
    median = plain("as is", "median 3")
    return [Pipeline(name="default median filter", predict=median.predict), learned("patches 5", "default LightGBM", _boosted())]


def strong(_: Side) -> list[Pipeline]:
    """Made by hand: filters behind what mends, and models that see what several filters say."""
    slow = _boosted(n_estimators=150, learning_rate=0.06, num_leaves=15, colsample_bytree=0.4, min_child_samples=40)
    trees = _many(ExtraTreesRegressor)(min_samples_leaf=5, max_features=0.4)
    return [
        plain("mended", "alike 3 28"),
        plain("mended", "waves 8 60"),
        plain("mended", "flat 14"),
        learned("stack", "line", _line(10.0)),
        learned("everything", "line", _line(100.0)),
        learned("stack", "slow boosting", slow),
        learned("everything", "slow boosting", slow),
        learned("everything", "extra trees", trees),
        learned("everything", "network", _network(64, 1.0)),
    ]


def kinds(_: Side) -> dict[str, Kind]:
    """What random pipelines are drawn from."""
    trees = {"min_samples_leaf": (3, 10, 30), "max_features": (0.2, 0.6)}
    boosting = {"n_estimators": (50, 100), "num_leaves": (7, 15, 31), "learning_rate": (0.06, 0.15), "colsample_bytree": (0.3, 1.0)}
    return {
        "filter": Kind(weight=4, features=tuple(FIRST), choices={"by": tuple(FILTERS)}, build=lambda first, chosen: plain(first, chosen["by"])),
        "line": Kind(weight=2, features=DRAWN, choices={"penalty": (1.0, 100.0, 10_000.0)}, build=partial(_built, _line)),
        "boosting": Kind(weight=4, features=DRAWN, choices=boosting, build=partial(_built, _boosted)),
        "extra trees": Kind(features=DRAWN, choices=trees, build=partial(_built, _many(ExtraTreesRegressor))),
        "forest": Kind(features=DRAWN, choices=trees, build=partial(_built, _many(RandomForestRegressor))),
        "network": Kind(weight=2, features=DRAWN, choices={"width": (24, 64), "penalty": (0.1, 10.0)}, build=partial(_built, _network)),
    }


def _built(make: Callable[..., Make], features: str, settings: dict[str, Any]) -> Pipeline:
    return learned(features, "", make(**settings))


def _both(change: Filter, pair: tuple[Array, Array]) -> tuple[Array, Array]:
    return change(pair[0]), change(pair[1])


def _rows(images: Array, side: Side) -> Array:
    """Shades that there are, a line for each image."""
    return np.clip(images, 0, 255).reshape(len(side.test), -1)


def _around(images: Array, *, size: int) -> Array:
    reach = size // 2
    whole = np.pad(images, ((0, 0), (reach, reach), (reach, reach)), mode="reflect")
    seen = np.lib.stride_tricks.sliding_window_view(whole, (size, size), axis=(1, 2)).reshape(images.size, size * size)
    return np.column_stack([images.ravel(), np.delete(seen, size * size // 2, axis=1)])


def _spread(images: Array) -> Array:
    mean = ndimage.uniform_filter(images, size=(1, 5, 5))
    return np.asarray(np.sqrt(np.maximum(ndimage.uniform_filter(images**2, size=(1, 5, 5)) - mean**2, 0)))


def _line(penalty: float) -> Make:
    return lambda: make_pipeline(StandardScaler(), Ridge(penalty))


def _boosted(**settings: Unpack[Settings]) -> Make:
    return partial(boosted_regressor, **settings)


def _many(trees: Callable[..., Any]) -> Callable[..., Make]:
    return partial(partial, trees, 40, n_jobs=1, random_state=0)


def _network(width: int, penalty: float) -> Make:
    return lambda: make_pipeline(
        StandardScaler(), MLPRegressor(hidden_layer_sizes=(width,), alpha=penalty, max_iter=25, early_stopping=True, random_state=0)
    )
