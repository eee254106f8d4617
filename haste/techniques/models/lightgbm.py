"""Gradient boosting with LightGBM."""

from typing import Any

import lightgbm as lgb
import numpy as np

from haste.techniques.blueprint import Blueprint, Slot
from haste.techniques.task import Task
from haste.techniques.technique import Technique

COLUMNS_MANY: int = 50  # from so many on each is cut into fewer pieces: where they hold many values a round takes a third to half of the time
LEARNED_MIN: float = 3.0  # rounds times learning rate, however many classes there are
_COLUMNS_OF_MEDIA = 400  # of texts, images and signals, about
_TREES_MAX = 6  # of a round, one a class: where there are more, there are fewer rounds
_NUMBERS_MAX = 5_000_000  # of a round: 250 rounds take some ten seconds


def boosting_arguments(seed: int, cpus: int, columns: int) -> dict[str, Any]:
    """Arguments of every LightGBM model here: each tree sees a sample of rows and columns, and the same seed gives the same trees."""
    return {
        "max_bin": 63 if columns >= COLUMNS_MANY else 255,
        "n_estimators": 250,
        "learning_rate": 0.05,
        "num_leaves": 31,
        "min_child_samples": 10,
        "subsample": 0.8,
        "subsample_freq": 1,
        "colsample_bytree": 0.7,
        "random_state": seed,
        "n_jobs": cpus,
        "deterministic": True,
        "force_row_wise": True,
        "verbose": -1,
    }


def boosted_numbers(x: np.ndarray, y: np.ndarray, x_test: np.ndarray, seed: int, cpus: int, **changes: float | str) -> np.ndarray:
    """Boosted trees that predict a number."""
    if not y.any():  # as counts LightGBM refuses them
        return np.zeros(x_test.shape[0])
    model = lgb.LGBMRegressor(**{**boosting_arguments(seed, cpus, x.shape[1]), **changes})
    return np.asarray(model.fit(x, y).predict(x_test))


def boosted_classes(x: np.ndarray, y: np.ndarray, x_test: np.ndarray, seed: int, cpus: int, **changes: float | str) -> np.ndarray:
    """Boosted trees that predict probabilities of classes."""
    arguments = {**boosting_arguments(seed, cpus, x.shape[1]), **changes}
    rounds = int(arguments["n_estimators"] * min(1, 6 / (y.max() + 1)))  # a round grows a tree per class
    arguments["n_estimators"] = max(rounds, int(LEARNED_MIN / arguments["learning_rate"]))
    return np.asarray(lgb.LGBMClassifier(**arguments).fit(x, y).predict_proba(x_test))


def has_quick_rounds(task: Task, _blueprint: Blueprint) -> bool:
    """Whether columns are few, or a round of trees looks at so few numbers of them that more rounds are affordable."""
    columns = _columns(task)
    trees = min(task.distinct_classes, _TREES_MAX) if task.distinct_classes > 2 else 1
    return columns < COLUMNS_MANY or task.profile.rows * columns * trees <= _NUMBERS_MAX


def _columns(task: Task) -> int:
    """About as many as boosting is shown."""
    media, beside = task.profile.media, len(task.profile.columns)
    if media is not None:
        return beside + min(_COLUMNS_OF_MEDIA, media.channels * (media.width * media.height or media.samples))
    return beside + (_COLUMNS_OF_MEDIA if task.competition.domain in ("text", "signal") else 0)


TECHNIQUE = Technique(
    slug="lightgbm",
    title="boosted trees (LightGBM)",
    domains=("tabular", "text", "image", "signal", "forecasting"),
    slot=Slot.MODELS,
    when="Hundreds of rows or more, and effects that depend on each other.",
    when_not="Very few rows.",
    narrow=True,
    regress=boosted_numbers,
    classify=boosted_classes,
    understands=("n_estimators", "learning_rate", "num_leaves", "objective", "class_weight"),
    cost=2,
)
