"""How test.csv relates to train.csv: by chance, by groups, later in time, or taking turns with it. Seen in the values, never in names."""

from collections.abc import Sequence
from math import lgamma, log, log1p

import msgspec
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from haste.evaluation import tables
from haste.evaluation.times import times_of
from haste.vocabulary.competition import Column, Relation
from haste.vocabulary.scales import ColumnKind, SplitKind

_CHANCE_MAX = log(1e-6)  # what random rows would do more rarely than this, by a column, they have not done
_LATER = 0.95  # of the rows of test.csv lie after all of train.csv
_TURNS = 0.33  # of the changes between train and test that random rows would make along time: fewer are turns
_GROUP_ROWS = 2.0  # mean rows of a group: with fewer it groups nothing
_MAY_GROUP = (ColumnKind.NUMERIC, ColumnKind.CATEGORICAL, ColumnKind.IDENTIFIER)

Floats = NDArray[np.float64]


def found(train: pd.DataFrame, test: pd.DataFrame, columns: Sequence[Column]) -> Relation:
    """How the rows were told apart.

    Args:
        train: The labelled rows of train.csv, columns as text or as pandas types them.
        test: test.csv, the same.
        columns: Features that both have.

    Returns:
        The first that holds of: later by a date, later by a number, in turns by a date, apart by groups; else random.
    """
    dates = [column.name for column in columns if column.kind is ColumnKind.DATE]
    numeric = [column.name for column in columns if column.kind is ColumnKind.NUMERIC]
    for name in (*dates, *numeric):
        before, after = _both(train[name], test[name])
        if _lies_later(before, after):
            return _timed(SplitKind.LATER, name, before, after, f"test.csv lies after train.csv in column {name!r}")
    for name in dates:
        before, after = _both(train[name], test[name])
        if _take_turns(before, after):
            return _timed(SplitKind.INTERLEAVED, name, before, after, f"train.csv and test.csv take turns along column {name!r}")
    for column in columns:
        if column.kind in _MAY_GROUP and _lies_apart(train[column.name], test[column.name]):
            steps = int(train[column.name].nunique())
            why = f"no value of column {column.name!r} stands in both train.csv and test.csv"
            return Relation(kind=SplitKind.GROUPED, column=column.name, steps=steps, because=why)
    return Relation(because="train.csv and test.csv look like random rows of one table")


def as_said(said: Relation, train: pd.DataFrame, test: pd.DataFrame) -> Relation:
    """What a person said, with the number of groups or times that the rows have."""
    why = "config.yaml says so"
    if said.kind is SplitKind.RANDOM:
        return msgspec.structs.replace(said, because=why)
    if said.kind is SplitKind.GROUPED:
        return msgspec.structs.replace(said, steps=int(train[said.column].nunique()), because=why)
    before = _times(train[said.column])
    return _timed(said.kind, said.column, before, _both(train[said.column], test[said.column])[1] if said.column in test else before[:0], why)


def _timed(kind: SplitKind, column: str, before: Floats, after: Floats, because: str) -> Relation:
    steps = len(np.unique(before))
    return Relation(kind=kind, column=column, steps=steps, horizon=len(np.unique(after)) / max(1, steps), because=because)


def _times(values: pd.Series) -> Floats:
    times = values.to_numpy(dtype=np.float64) if pd.api.types.is_numeric_dtype(values) else times_of(values.astype(str))
    return times[np.isfinite(times)]


def _both(train: pd.Series, test: pd.Series) -> tuple[Floats, Floats]:
    if pd.api.types.is_numeric_dtype(train) and pd.api.types.is_numeric_dtype(test):
        return _times(train), _times(test)
    times = times_of(test.astype(str), like=train.astype(str))
    return _times(train), times[np.isfinite(times)]


def _lies_later(before: Floats, after: Floats) -> bool:
    if not len(before) or not len(after) or len(np.unique(before)) < 3:
        return False
    share = float((after > before.max()).mean())
    latest = len(after) * share
    return share >= _LATER and -_log_ways(len(before) + latest, latest) < _CHANCE_MAX


def _take_turns(before: Floats, after: Floats) -> bool:
    """Along time rows of train and test come in runs far longer than by chance, and hardly a point in time has both."""
    if not len(before) or not len(after) or np.isin(after, before).mean() > 1 - _LATER:
        return False
    order = np.argsort(np.concatenate([before, after]), kind="stable")
    of_test = order >= len(before)
    changes = int(np.count_nonzero(np.diff(of_test.astype(np.int8))))
    by_chance = 2 * len(before) * len(after) / len(order)
    return by_chance >= 20 and 4 <= changes < _TURNS * by_chance  # a table of few rows, or of two stretches, shows no turns


def _lies_apart(train: pd.Series, test: pd.Series) -> bool:
    """Whether groups of several rows are each on one side: random rows would have torn some."""
    train, test = (values[~tables.missing(values.astype(str))] for values in (train, test))
    sizes = np.concatenate([train.value_counts().to_numpy(), test.value_counts().to_numpy()]).astype(np.float64)
    if not len(train) or not len(test) or len(train) / train.nunique() < _GROUP_ROWS or test.isin(train.unique()).any():
        return False
    if not pd.api.types.is_numeric_dtype(train) or (train % 1 == 0).all():
        share = len(test) / (len(train) + len(test))
        return float(np.logaddexp(sizes * log(share), sizes * log1p(-share)).sum()) < _CHANCE_MAX
    return False


def _log_ways(rows: float, chosen: float) -> float:
    """Logarithm of the number of ways to choose so many of these rows."""
    return lgamma(rows + 1) - lgamma(chosen + 1) - lgamma(rows - chosen + 1)
