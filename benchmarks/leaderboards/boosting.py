"""LightGBM as every team calls it, on one thread and with one seed, and the settings that teams choose."""

from typing import TypedDict, Unpack

import lightgbm


class Evenly(TypedDict, total=False):
    """How much classes count: each as much as the others where it is said, else each row."""

    class_weight: str


class Loss(TypedDict, total=False):
    """What is minimised, where it is not the usual loss."""

    objective: str


class Settings(Evenly, Loss, total=False):
    """What a team may say; LightGBM's own values stand where it says nothing."""

    colsample_bytree: float
    learning_rate: float
    min_child_samples: int
    n_estimators: int
    num_leaves: int
    reg_lambda: float
    subsample: float
    subsample_freq: int


def boosted_classifier(**settings: Unpack[Settings]) -> lightgbm.LGBMClassifier:
    """Of classes."""
    return lightgbm.LGBMClassifier(n_jobs=1, verbose=-1, random_state=0, **settings)


def boosted_regressor(**settings: Unpack[Settings]) -> lightgbm.LGBMRegressor:
    """Of numbers."""
    return lightgbm.LGBMRegressor(n_jobs=1, verbose=-1, random_state=0, **settings)
