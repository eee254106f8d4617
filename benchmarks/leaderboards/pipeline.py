"""One way to predict: features, a model, and its settings. Teams are made of these."""

from collections.abc import Callable
from typing import Any, TypeVar

import msgspec
import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sklearn.calibration import CalibratedClassifierCV

Array = NDArray[Any]
Made = TypeVar("Made")


class Side(msgspec.Struct, frozen=True, kw_only=True):
    """Rows to learn from and rows to predict: either a part of the training set against the rest of it, or all of it against the test set."""

    train: pd.DataFrame
    y: Array  # numbers, or codes of classes from 0; shape (n_train,)
    test: pd.DataFrame
    classes: int  # 0 where numbers are predicted
    metric: str  # what a team is judged by
    kept: dict[str, Any]  # what was computed before, by name: features of both parts, or other rows

    def features(self, name: str, make: Callable[["Side"], Made]) -> Made:
        """What is made of both parts, computed once."""
        if name not in self.kept:
            self.kept[name] = make(self)
        found: Made = self.kept[name]
        return found


class Pipeline(msgspec.Struct, frozen=True, kw_only=True):
    """Features and a model. Probabilities of classes have shape (n_test, n_classes), numbers (n_test,)."""

    name: str
    predict: Callable[[Side], Array]


class Kind(msgspec.Struct, frozen=True, kw_only=True):
    """Pipelines that differ in features and settings only."""

    weight: int = 1  # how often this kind is drawn, beside the others
    features: tuple[str, ...]
    choices: dict[str, tuple[Any, ...]] = {}  # values of each setting, all as likely
    build: Callable[[str, dict[str, Any]], Pipeline]  # features and settings; the name does not matter


def drawn(kinds: dict[str, Kind], count: int, chance: np.random.Generator) -> list[Pipeline]:
    """As many different pipelines at random."""
    names = [name for name, kind in kinds.items() for _ in range(kind.weight)]
    found: dict[str, Pipeline] = {}
    while len(found) < count:
        name = names[int(chance.integers(len(names)))]
        kind = kinds[name]
        features = kind.features[int(chance.integers(len(kind.features)))]
        settings = {setting: values[int(chance.integers(len(values)))] for setting, values in kind.choices.items()}
        said = ", ".join([name, features, *(f"{setting} {value}" for setting, value in settings.items())])
        found[said] = msgspec.structs.replace(kind.build(features, settings), name=said)
    return list(found.values())


def probabilities(model: Any, x: Any, side: Side, x_test: Any) -> Array:  # noqa: ANN401 - any estimator, any matrix
    """Fit a classifier; what has no probabilities gives a softmax of its decisions, calibrated where that counts. A class not seen is impossible."""
    if side.metric == "multiclass_log_loss" and not hasattr(model, "predict_proba"):
        model = CalibratedClassifierCV(model, method="temperature", cv=5, ensemble=False)
    model.fit(x, side.y)
    if hasattr(model, "predict_proba"):
        found = model.predict_proba(x_test)
    else:
        decided = model.decision_function(x_test)
        decided = np.column_stack([-decided / 2, decided / 2]) if decided.ndim == 1 else decided
        powers = np.exp(decided - decided.max(axis=1, keepdims=True))
        found = powers / powers.sum(axis=1, keepdims=True)
    whole = np.zeros((len(found), side.classes))
    whole[:, np.asarray(model.classes_, dtype=int)] = found
    return whole


def numbers(model: Any, x: Any, side: Side, x_test: Any, *, log: bool = False) -> Array:  # noqa: ANN401 - the same
    """Fit a regressor, on logarithms if so wanted, and keep its predictions within the range of the training targets."""
    model.fit(x, np.log1p(side.y) if log else side.y)
    said = np.asarray(model.predict(x_test), dtype=float)
    return np.asarray(np.clip(np.expm1(said) if log else said, side.y.min(), side.y.max()))


def fitted(model: Any, x: Any, side: Side, x_test: Any, *, log: bool = False) -> Array:  # noqa: ANN401 - the same
    """Whichever of both the competition asks for."""
    return probabilities(model, x, side, x_test) if side.classes else numbers(model, x, side, x_test, log=log)
