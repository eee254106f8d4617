"""Columns that tell the target by themselves: suspects of a leak in the data, which no split can hide."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from haste.evaluation import tables

_LOOKED_AT = 5_000  # rows; a column that tells the target does so in any of them
_ROWS_MIN = 50  # fewer may be in one order by chance
_SAME_ORDER = 0.9999  # correlation of ranks between a column and a number to predict
_ROWS_OF_VALUE = 2.0  # mean rows of a value: with fewer, every value has one label by itself


def found(labelled: pd.DataFrame, names: Sequence[str], target: str, *, classes: bool) -> tuple[str, ...]:
    """Which of these columns tell the target.

    Args:
        labelled: Rows that have one.
        names: Columns to look at, the id too.
        target: The column that is predicted.
        classes: Whether it holds labels; else numbers.
    """
    rows = labelled.sample(min(len(labelled), _LOOKED_AT), random_state=0)
    if len(rows) < _ROWS_MIN:
        return ()
    truth = pd.Series(pd.factorize(rows[target])[0] if classes else tables.numbers(rows[target]))
    return tuple(name for name in names if (_tells_label if classes else _tells_number)(rows[name].reset_index(drop=True), truth))


def _tells_number(values: pd.Series, truth: pd.Series) -> bool:
    numbers = pd.Series(tables.numbers(values))
    known = np.isfinite(numbers) & np.isfinite(truth)
    if known.sum() < max(_ROWS_MIN, len(values) / 2) or numbers[known].nunique() < 3 or truth[known].nunique() < 3:
        return False
    ranks = numbers[known].rank(), truth[known].rank()
    return abs(float(np.corrcoef(*ranks)[0, 1])) >= _SAME_ORDER


def _tells_label(values: pd.Series, truth: pd.Series) -> bool:
    """Each value stands beside one label alone, or labels follow one another without mixing along a column of numbers."""
    present = ~tables.missing(values.astype(str))
    values, truth = values[present], truth[present]
    labels, different = (int(column.nunique()) for column in (truth, values))
    if len(values) < _ROWS_MIN or min(labels, different) < 2:
        return False
    if len(values) / different >= _ROWS_OF_VALUE:
        return bool(truth.groupby(values).nunique().max() == 1)
    numbers = tables.numbers(values)
    if not np.isfinite(numbers).all():
        return False
    along = truth.to_numpy()[np.argsort(numbers, kind="stable")]
    return int(np.count_nonzero(np.diff(along))) < labels
