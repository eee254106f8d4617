"""Blend the predictions of several models, those that do better on held-out rows counting more."""

from collections.abc import Sequence

import numpy as np

from haste.techniques.scaffold.joining import Matrix
from haste.techniques.scaffold.labels import Predictor, Training, out_of_fold

PICKS: int = 50  # times that a model gains weight; fewer where rows are too few to tell models apart
ROWS_A_PICK: int = 40  # training rows


def weighed(fit_each: Training, x: Matrix, y: np.ndarray, x_test: Matrix, seed: int, *, power: int = 2) -> np.ndarray:
    """Weighted mean of what models predict, by what each of them is worth on a held-out quarter."""
    held = held_out_quarter(y, seed)
    picks = min(PICKS, 4 * int(held.sum()) // ROWS_A_PICK)
    if not picks:
        return np.asarray(np.mean(fit_each(x, y, x_test), axis=0))
    weights = weights_of(fit_each(x[~held], y[~held], x[held]), y[held], power, picks)
    return np.asarray(np.average(fit_each(x, y, x_test), axis=0, weights=weights))


def weighed_out_of_fold(
    predict_each: Predictor | Training, x: Matrix, y: np.ndarray, x_test: Matrix, seed: int, *, groups: np.ndarray | None = None
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Training rows by their place, a weighted mean of what models predict for them out of fold, and the same mean for the test rows."""
    rows, guesses = out_of_fold(predict_each, x, y, seed, axis=1, groups=groups)
    weights = weights_of(guesses, y[rows], 2, min(PICKS, len(y) // ROWS_A_PICK))
    return rows, np.average(guesses, axis=0, weights=weights), np.average(predict_each(x, y, x_test), axis=0, weights=weights)


def weights_of(guesses: Sequence[np.ndarray] | np.ndarray, y: np.ndarray, power: int, picks: int) -> np.ndarray:
    """What each model is worth: all begin alike, then so often that one gains weight whose guesses help most.

    Numbers are judged by this power of their errors, 1 or 2, and probabilities of classes by log loss.
    """
    counts, total = np.ones(len(guesses)), np.sum(guesses, axis=0)
    for _ in range(picks):
        best = int(np.argmin([blend_loss((total + guess) / (counts.sum() + 1), y, power) for guess in guesses]))
        counts[best] += 1
        total = total + guesses[best]
    return counts


def held_out_quarter(y: np.ndarray, seed: int) -> np.ndarray:
    """Which rows to hold out: a fourth of those of each class or, of numbers, of each range; at least three of a class are left to train on."""
    order = np.random.default_rng(seed).permutation(len(y))
    order = order[np.argsort(y[order], kind="stable")]
    place = np.arange(len(y))
    if np.issubdtype(y.dtype, np.integer):
        _, first, count = np.unique(y[order], return_index=True, return_counts=True)
        place = place - np.repeat(first, count)
    held = np.zeros(len(y), dtype=bool)
    held[order[place % 4 == 3]] = True
    return held


def blend_loss(predicted: np.ndarray, y: np.ndarray, power: int) -> float:
    """How wrong numbers, or probabilities of classes, are on average."""
    if predicted.ndim == 1:
        return float(np.mean(np.abs(predicted - y) ** power))
    shares = predicted[np.arange(len(y)), y] / predicted.sum(axis=1)
    return -float(np.mean(np.log(np.clip(shares, 1e-6, 1))))
