"""Blend the predictions of several models, those that do better on held-out rows counting more."""

from collections.abc import Callable
from typing import TypeAlias

import numpy as np

from haste.techniques.scaffold.joining import Matrix

Training: TypeAlias = Callable[[Matrix, np.ndarray, Matrix], list[np.ndarray]]
PICKS: int = 50  # times that a model gains weight; fewer where held-out rows are too few to tell models apart


def weighed(fit_each: Training, x: Matrix, y: np.ndarray, x_test: Matrix, seed: int, *, power: int = 2) -> np.ndarray:
    """Weighted mean of what models predict: all begin alike, then one after the other that gains weight which helps most on a held-out quarter.

    Numbers are judged by this power of their errors, 1 or 2, and probabilities of classes by log loss.
    """
    held = held_out_quarter(y, seed)
    picks = min(PICKS, int(held.sum()) // 10)
    if not picks:
        return np.asarray(np.mean(fit_each(x, y, x_test), axis=0))
    guesses = fit_each(x[~held], y[~held], x[held])
    counts, total = np.ones(len(guesses)), np.sum(guesses, axis=0)
    for _ in range(picks):
        best = int(np.argmin([blend_loss((total + guess) / (counts.sum() + 1), y[held], power) for guess in guesses]))
        counts[best] += 1
        total = total + guesses[best]
    return np.asarray(np.average(fit_each(x, y, x_test), axis=0, weights=counts))


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
