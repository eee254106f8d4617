"""How several answers become one. Needs numpy alone and nothing of HASTE: its text stands in the file that an ensemble is handed over as."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray


def blended(answers: Sequence[NDArray[Any]], weights: Sequence[float], blend: str, places: int = 0) -> NDArray[Any]:
    """Blend the answers of several solutions to the same rows.

    Args:
        answers: Of each solution: numbers of shape (n_rows, n_answer_columns), or text of shape (n_rows,) for votes and points.
        weights: Of each solution; they sum to 1.
        blend: One of means, logarithms, ranks, shares, votes, points.
        places: Labels of a row that count; for points alone.

    Returns:
        Answers of the same shape.

    >>> blended([np.array([["1"], ["3"]], float), np.array([["3"], ["3"]], float)], [0.5, 0.5], "means").ravel().tolist()
    [2.0, 3.0]
    """
    if blend == "votes":
        return np.array([_elected(labels, weights) for labels in zip(*answers, strict=True)], dtype=object)
    if blend == "points":
        rankings = zip(*([said.split()[:places] for said in one] for one in answers), strict=True)
        return np.array([" ".join(_lined_up(row, weights)[:places]) for row in rankings], dtype=object)
    if blend == "logarithms":
        averaged: NDArray[Any] = np.expm1(_mean([np.log1p(one) for one in answers], weights))
        return averaged
    if blend == "ranks":
        return _mean([_ranks(one) for one in answers], weights)
    if blend == "shares":
        return _mean([one / one.sum(axis=1, keepdims=True) for one in answers], weights)
    return _mean(answers, weights)


def _mean(answers: Sequence[NDArray[Any]], weights: Sequence[float]) -> NDArray[Any]:
    total: NDArray[Any] = sum((weight * one for one, weight in zip(answers, weights, strict=True)), np.zeros_like(answers[0], dtype=np.float64))
    return total


def _ranks(answers: NDArray[Any]) -> NDArray[Any]:
    """Rank of each number in its column over the number of rows, in (0, 1]; equal numbers share the mean of their ranks."""
    columns = []
    for column in answers.T:
        _, place, count = np.unique(column, return_inverse=True, return_counts=True)
        columns.append(((np.cumsum(count) - (count - 1) / 2) / len(column))[place])
    return np.column_stack(columns)


def _elected(labels: Sequence[str], weights: Sequence[float]) -> str:
    """The label with most weight behind it; of equal ones that of the earlier solution."""
    votes: dict[str, float] = {}
    for label, weight in zip(labels, weights, strict=True):
        votes[label] = votes.get(label, 0.0) + weight
    return max(votes, key=lambda label: round(votes[label], 9))


def _lined_up(rankings: Sequence[Sequence[str]], weights: Sequence[float]) -> list[str]:
    """All labels, best first: each ranking gives its labels weight / place."""
    points: dict[str, float] = {}
    for ranking, weight in zip(rankings, weights, strict=True):
        for place, label in enumerate(dict.fromkeys(ranking), 1):
            points[label] = points.get(label, 0.0) + weight / place
    return sorted(points, key=lambda label: -round(points[label], 9))
