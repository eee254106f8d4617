"""Gradient boosting with LightGBM, its settings searched for."""

import time
from typing import Any, TypeAlias

import lightgbm as lgb
import numpy as np
from sklearn.metrics import log_loss

from haste.techniques.blueprint import Blueprint, Slot
from haste.techniques.models.lightgbm import TECHNIQUE as BOOSTING
from haste.techniques.models.lightgbm import boosting_arguments, has_quick_rounds
from haste.techniques.scaffold.weighing import held_out_quarter
from haste.techniques.task import Task
from haste.techniques.technique import Technique

Means: TypeAlias = tuple[int, float]  # cores, and seconds for one training
TRIES: int = 8
ROUNDS: tuple[int, ...] = (50, 100, 200, 400)
ROWS_MIN: int = 40  # fewer say nothing about settings


def drawn_settings(chance: np.random.Generator) -> dict[str, Any]:
    """Settings of boosted trees by lot, over the ranges where good ones are commonly found."""
    return {
        "learning_rate": float(10 ** chance.uniform(-1.7, -0.7)),
        "num_leaves": int(2 ** chance.uniform(2, 7)),
        "min_child_samples": int(2 ** chance.uniform(1, 6.5)),
        "subsample": float(chance.uniform(0.5, 1)),
        "colsample_bytree": float(chance.uniform(0.3, 1)),
        "reg_lambda": float(10 ** chance.uniform(-3, 1.5)),
    }


def found_settings(model: type[lgb.LGBMModel], x: np.ndarray, y: np.ndarray, plain: dict[str, Any], classes: int, seconds: float) -> dict[str, Any]:
    """The plain settings or those drawn by lot, whichever did best on held-out rows; the search ends while there is time left to train with them."""
    seed, best, lowest, started = plain["random_state"], plain, np.inf, time.monotonic()
    held_out = held_out_quarter(y, seed)
    if len(y) < ROWS_MIN or not y[~held_out].any() or (classes and len(np.unique(y[held_out])) < 2):
        return plain
    chance = np.random.default_rng(seed)
    lengths = [max(20, int(rounds * min(1, 6 / max(classes, 1)))) for rounds in ROUNDS]  # a round grows a tree per class
    for number in range(TRIES):
        settings = {**plain, **(drawn_settings(chance) if number else {}), "n_estimators": lengths[-1]}
        tried = model(**settings).fit(x[~held_out], y[~held_out])
        losses = [loss_after(rounds, tried, x[held_out], y[held_out]) for rounds in lengths]
        if min(losses) < lowest:
            best, lowest = {**settings, "n_estimators": lengths[int(np.argmin(losses))]}, min(losses)
        spent = time.monotonic() - started
        if spent + 3 * spent / (number + 1) > seconds:  # one more try, and a training on all rows
            break
    return best


def loss_after(rounds: int, model: lgb.LGBMModel, x: np.ndarray, y: np.ndarray) -> float:
    """What a model of its first rounds alone misses rows by: the logarithmic loss of classes, else the loss that it was fitted for."""
    if isinstance(model, lgb.LGBMClassifier):
        return float(log_loss(y, model.predict_proba(x, num_iteration=rounds), labels=model.classes_))
    missed = np.abs(y - model.predict(x, num_iteration=rounds))
    return float(np.mean(missed if model.objective == "l1" else missed**2))


def searched_numbers(x: np.ndarray, y: np.ndarray, x_test: np.ndarray, seed: int, means: Means, **changes: float | str) -> np.ndarray:
    """Boosted trees that predict a number."""
    if not y.any():  # as counts LightGBM refuses them
        return np.zeros(x_test.shape[0])
    cpus, seconds = means
    settings = found_settings(lgb.LGBMRegressor, x, y, {**boosting_arguments(seed, cpus, x.shape[1]), **changes}, 0, seconds)
    return np.asarray(lgb.LGBMRegressor(**settings).fit(x, y).predict(x_test))


def searched_classes(x: np.ndarray, y: np.ndarray, x_test: np.ndarray, seed: int, means: Means, **changes: float | str) -> np.ndarray:
    """Boosted trees that predict probabilities of classes."""
    cpus, seconds = means
    settings = found_settings(lgb.LGBMClassifier, x, y, {**boosting_arguments(seed, cpus, x.shape[1]), **changes}, int(y.max()) + 1, seconds)
    return np.asarray(lgb.LGBMClassifier(**settings).fit(x, y).predict_proba(x_test))


def _is_boosted(task: Task, blueprint: Blueprint) -> bool:
    """Boosting is in it, in rounds that are quick, and rows held out at random are new ones: no copies of others, nor of their group."""
    return BOOSTING.slug in blueprint.models and not blueprint.copies and not task.group_column and has_quick_rounds(task, blueprint)


TECHNIQUE = Technique(
    slug="searched-boosting",
    title="boosted trees with settings found by a search",
    domains=("tabular", "text", "image", "signal"),
    slot=Slot.MODELS,
    joins=True,
    replaces=(BOOSTING.slug,),
    when="Boosting does the work, and there is time to train it ten times over.",
    when_not="Time is short, rows are so few that a quarter of them says nothing, or rows held out at random resemble the others.",
    condition=_is_boosted,
    narrow=True,
    regress=searched_numbers,
    classify=searched_classes,
    understands=("objective", "class_weight"),
    cost=3,
)
