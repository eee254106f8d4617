"""Deals units of rows out to folds: each fold gets its share of every class, and as many rows as the others."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from haste.evaluation import tables

Numbers = NDArray[np.int64]


def deal(units: Numbers, strata: Numbers | None, folds: int, seed: int) -> Numbers:
    """The fold of each row.

    Args:
        units: Rows with one number stay together; dense from 0, shape (n_rows,).
        strata: Of each row, dense from 0; a unit counts for that of its first row. None: all rows alike.
        folds: How many.
        seed: The only source of chance.

    Returns:
        A fold from 0 for each row, shape (n_rows,). Larger units are dealt first, each to the fold that has the fewest rows of its stratum, then the
        fewest in all; those of one row fill up what is missing.
    """
    sizes = np.bincount(units)
    of = np.zeros(len(sizes), dtype=np.int64) if strata is None else strata[np.unique(units, return_index=True)[1]]
    chance = np.random.default_rng(seed)
    order = chance.permutation(len(sizes))
    names = chance.permutation(folds)  # the fold that gets the first or the largest unit is another one with each seed
    order = order[np.lexsort((-sizes[order], of[order]))]
    dealt, total = np.empty(len(sizes), dtype=np.int64), np.zeros(folds, dtype=np.int64)
    for stratum in np.split(order, np.flatnonzero(np.diff(of[order])) + 1):
        have = np.zeros(folds, dtype=np.int64)
        several = sizes[stratum] > 1
        for unit in stratum[several]:
            fold = np.lexsort((total, have))[0]
            dealt[unit] = fold
            have[fold] += sizes[unit]
            total[fold] += sizes[unit]
        more = _missing(have, total, int((~several).sum()))
        dealt[stratum[~several]] = np.repeat(np.arange(folds), more)
        total += more
    return np.asarray(names[dealt][units], dtype=np.int64)


def strata_of(rows: pd.DataFrame, target: tuple[str, ...], folds: int) -> Numbers:
    """Which rows are alike in what is predicted: their label, or of several labels at once the set of them.

    A set that has fewer rows than there are folds goes with the rarest of its labels, so that each label is dealt out as evenly as it can be.
    """
    if len(target) == 1:
        return np.asarray(pd.factorize(rows[target[0]], sort=True)[0], dtype=np.int64)
    flags = np.column_stack([tables.numbers(rows[column]) > 0 for column in target])
    sets, counts = np.unique(flags, axis=0, return_inverse=True, return_counts=True)[1:]
    often = np.where(flags, flags.sum(axis=0), len(rows) + 1)
    alone = np.where(flags.any(axis=1), often.argmin(axis=1), len(target))
    own = np.where(counts[sets] >= folds, sets, len(counts) + alone)
    return np.asarray(np.unique(own, return_inverse=True)[1], dtype=np.int64)


def _missing(have: Numbers, total: Numbers, rows: int) -> Numbers:
    """How many of so many single rows each fold gets, so that all have as many as can be; of what is left over those with fewest in all get one."""
    more = np.zeros_like(have)
    while rows:
        level = have + more
        low = level == level.min()
        step = min(rows // int(low.sum()), int(level[~low].min() - level.min()) if not low.all() else rows)
        if step == 0:
            fewest = np.lexsort((total + more, ~low))[:rows]
            more[fewest] += 1
            break
        more[low] += step
        rows -= step * int(low.sum())
    return more
