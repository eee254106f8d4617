"""Which training row is held out in which fold."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from haste.errors import CompetitionError
from haste.evaluation import tables
from haste.vocabulary.competition import Competition, Split

_COPIES_MAX = 5.0  # mean number of rows with equal features above which these are a coarse table's nature, not copies of rows


def assign(train: pd.DataFrame, competition: Competition, split: Split) -> NDArray[np.int64]:
    """Deal the training rows out to folds.

    Rows with equal features stay together, since a copy on the other side would give the label away. Rows without a target are never held out.

    Args:
        train: train.csv as text.
        competition: Tells id and target columns.
        split: Number of folds, or share of one hold-out; its seed is the only source of chance.

    Returns:
        A fold from 0 for each row, shape (n_rows,); -1 is never held out.

    Raises:
        CompetitionError: Too few rows to hold any out in every fold.
    """
    labelled = np.flatnonzero(~np.any([tables.missing(train[column]) for column in competition.target], axis=0))
    rows_min = max(split.folds, 2)
    if len(labelled) < rows_min:
        raise CompetitionError(
            expected=f"at least {rows_min} rows with a target",
            found=str(len(labelled)),
            where=f"train.csv of {competition.id}",
            next_step="Give it more rows.",
        )
    units = _units(train.iloc[labelled], competition, split)
    order = _dealing_order(units, train[competition.target[0]].iloc[labelled] if split.stratified else None, split)
    folds = np.full(len(train), -1, dtype=np.int64)
    folds[labelled] = _dealt(order, split)[units]
    return folds


def _units(rows: pd.DataFrame, competition: Competition, split: Split) -> NDArray[np.int64]:
    """Number rows so that those which must stay together share a number, dense from 0."""
    alone = np.arange(len(rows))
    features = rows.drop(columns=[competition.id_column, *competition.target], errors="ignore")
    if features.empty:
        return alone
    units, _ = pd.factorize(pd.util.hash_pandas_object(features, index=False))
    sizes = np.bincount(units)
    if sizes.mean() > _COPIES_MAX or len(sizes) < 2 * split.folds:
        return alone
    large = sizes[units] > max(2, len(rows) // (4 * split.folds))  # so many equal rows cannot be dealt out evenly
    separate = np.where(large, len(sizes) + alone, units)
    return np.asarray(np.unique(separate, return_inverse=True)[1], dtype=np.int64)


def _dealing_order(units: NDArray[np.int64], labels: pd.Series | None, split: Split) -> NDArray[np.int64]:
    """Units in the order in which they are dealt: by label of their first row, then large before small, then by chance."""
    sizes = np.bincount(units)
    chance = np.random.default_rng(split.seed).permutation(len(sizes))
    if labels is None:
        return np.lexsort((chance, -sizes))
    first = np.unique(units, return_index=True)[1]
    return np.lexsort((chance, -sizes, pd.factorize(labels, sort=True)[0][first]))


def _dealt(order: NDArray[np.int64], split: Split) -> NDArray[np.int64]:
    """Fold of each unit: round and round, or every so many-th one where there is a single hold-out."""
    folds = np.empty(len(order), dtype=np.int64)
    turn = np.arange(len(order))
    if split.folds > 1:
        folds[order] = turn % split.folds
    else:
        share = split.holdout or 0.2
        held = np.floor((turn + 1) * share) > np.floor(turn * share)
        held[-1] |= not held.any()
        folds[order] = np.where(held, 0, -1)
    return folds
