"""Which training row is held out in which fold, and which rows a solution may then train on."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from haste.errors import CompetitionError
from haste.evaluation import tables
from haste.evaluation.answers import unanswered
from haste.evaluation.dealing import deal, strata_of
from haste.evaluation.times import times_of
from haste.vocabulary.competition import Competition, Split
from haste.vocabulary.scales import SplitKind

_COPIES_MAX = 5.0  # mean number of rows with equal features above which these are a coarse table's nature, not copies of rows
_NEVER = -1  # held out in no fold, and trained on in each
_UNSEEN = -2  # neither held out nor trained on: later than the last window
_STRETCHES = 4  # of time for each fold where train and test take turns: fewer make folds unlike each other, more tear seasons apart

_OF_LABEL = 10  # rows of each label that a few rows hold before they hold more of any: what most models need to be fitted

Numbers = NDArray[np.int64]


def assign(train: pd.DataFrame, competition: Competition, split: Split) -> Numbers:
    """Deal the training rows out to folds.

    Rows with equal features stay together, since a copy on the other side would give the label away; so do those of one group or one time.
    Rows without a target are never held out.

    Args:
        train: train.csv as text.
        competition: Tells id and target columns.
        split: Its kind, the number of folds, or the share of one hold-out; its seed is the only source of chance.

    Returns:
        A fold from 0 for each row, shape (n_rows,); below 0 it is never held out.

    Raises:
        CompetitionError: Too few rows, groups or times to hold any out in every fold.
    """
    labelled = np.flatnonzero(~unanswered(train, competition))
    _see_enough(len(labelled), max(split.folds, 2), "rows with a target", competition)
    rows = train.iloc[labelled]
    folds = np.full(len(train), _NEVER, dtype=np.int64)
    match split.kind:
        case SplitKind.LATER:
            folds[labelled] = _windows(rows, competition, split)
            return folds
        case SplitKind.GROUPED:
            units = _groups(rows[split.column])
            _see_enough(int(units.max()) + 1, max(split.folds, 2), f"groups in column {split.column!r}", competition)
        case SplitKind.INTERLEAVED:
            units = _stretches(rows, competition, split)
        case _:
            units = _units(rows, competition, split)
    share = split.holdout or 0.2
    parts = split.folds if split.folds > 1 else max(2, round(1 / share))
    strata = strata_of(rows, competition.target, parts) if split.stratified and set(competition.target) <= set(rows.columns) else None
    dealt = deal(units, strata, parts, split.seed)
    folds[labelled] = dealt if split.folds > 1 else np.where(dealt == dealt.min(), 0, _NEVER)
    return folds


def trained_on(folds: Numbers, split: Split, fold: int) -> NDArray[np.bool_]:
    """Which rows a solution trains on while a fold is held out, shape (n_rows,): of what lies in windows of time the earlier ones alone."""
    if split.kind is SplitKind.LATER:
        return np.asarray((folds == _NEVER) | (folds > fold), dtype=bool)
    return np.asarray(folds != fold, dtype=bool)


def few_of(kept: NDArray[np.bool_], train: pd.DataFrame, competition: Competition, rows: int) -> NDArray[np.bool_]:
    """At most so many of the rows that are kept, in their order: the first of each label, then the first of all; shape (n_rows,)."""
    at = np.flatnonzero(kept)
    of_label = train[competition.target[0]].iloc[at].groupby(train[competition.target[0]].iloc[at]).cumcount().to_numpy()
    chosen = at[np.argsort(np.minimum(of_label, _OF_LABEL), kind="stable")[:rows]]
    few = np.zeros(len(train), dtype=bool)
    few[chosen] = True
    return few


def _units(rows: pd.DataFrame, competition: Competition, split: Split) -> Numbers:
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
    return _dense(np.where(large, len(sizes) + alone, units))


def _groups(values: pd.Series) -> Numbers:
    """A row without a group is one by itself."""
    units = np.asarray(pd.factorize(values)[0], dtype=np.int64)
    alone = units.max() + 1 + np.arange(len(values))
    return _dense(np.where(tables.missing(values), alone, units))


def _steps(rows: pd.DataFrame, competition: Competition, split: Split) -> tuple[Numbers, int]:
    """Place of each row among the different points in time, from 0, and how many there are; -1 where a row has none."""
    times = times_of(rows[split.column])
    known = np.isfinite(times)
    different, at = np.unique(times[known], return_inverse=True)
    _see_enough(len(different), 2 * max(split.folds, 2), f"points in time in column {split.column!r}", competition)
    steps = np.full(len(rows), -1, dtype=np.int64)
    steps[known] = at
    return steps, len(different)


def _windows(rows: pd.DataFrame, competition: Competition, split: Split) -> Numbers:
    """Windows of time of equal length from the latest, fold 0, backwards.

    Where the latest one ends is moved by up to half a window, as the seed says: another seed is another split.
    """
    steps, count = _steps(rows, competition, split)
    share = split.holdout or 1 / (split.folds + 1)
    length = max(1, min(round(share * count), (count - 1) // split.folds))
    spare = min(length // 2, count - 1 - length * split.folds)
    back = count - 1 - steps - int(np.random.default_rng(split.seed).integers(0, spare + 1))
    windows = np.where(back < 0, _UNSEEN, np.minimum(back // length, split.folds))
    return np.where((steps < 0) | (windows == split.folds), _NEVER, windows)


def _stretches(rows: pd.DataFrame, competition: Competition, split: Split) -> Numbers:
    """Stretches of time that are held out or trained on as a whole."""
    steps, count = _steps(rows, competition, split)
    parts = split.folds if split.folds > 1 else max(2, round(1 / (split.holdout or 0.2)))
    stretches = min(count, _STRETCHES * parts)
    alone = stretches + np.arange(len(rows))
    return _dense(np.where(steps < 0, alone, steps * stretches // count))


def _dense(numbers: Numbers) -> Numbers:
    return np.asarray(np.unique(numbers, return_inverse=True)[1], dtype=np.int64)


def _see_enough(found: int, wanted: int, what: str, competition: Competition) -> None:
    if found < wanted:
        raise CompetitionError(
            expected=f"at least {wanted} {what}",
            found=str(found),
            where=f"train.csv of {competition.id}",
            next_step="Give it more rows, or say `split: random` in its config.yaml." if "rows" not in what else "Give it more rows.",
        )
