"""Makes a test set of training rows where a person has none: at random, or as the person says that new rows differ from old ones."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from haste.competitions import kinds
from haste.competitions.config import SplitWords
from haste.errors import CompetitionError
from haste.evaluation.times import times_of
from haste.seeds import derive
from haste.vocabulary.scales import SplitKind, TargetKind

_SHARE = 0.2  # of the rows: as much as one of five folds
_SHARE_MAX = 0.5  # of the rows, or of the groups: the rest is to be learned from
_ROWS_MIN = 10

Chosen = NDArray[np.bool_]


def held_out(rows: pd.DataFrame, target: Sequence[str], split: SplitWords | None, *, where: str) -> tuple[Chosen, str]:
    """Choose rows to hold out; the same ones whenever the rows are the same.

    Args:
        rows: All with a target, every value as text.
        target: Columns that are predicted.
        split: What a person said of how new rows differ; None is at random.
        where: The file, for messages.

    Returns:
        Which rows are held out, shape (n_rows,), and how they were chosen, in words.

    Raises:
        CompetitionError: Too few rows, groups or times, or no column of that name.
    """
    if len(rows) < _ROWS_MIN:
        raise _misfit(
            f"at least {_ROWS_MIN} rows with a target, to hold some out as a test set", str(len(rows)), where, "Name a test set: --test FILE."
        )
    kind = split.kind if split else SplitKind.RANDOM
    column = split.column if split else ""
    if column and (column not in rows or column in target):
        raise _misfit("a column to split by, other than the target", repr(column), where, "Name one of its columns: --split KIND:COLUMN.")
    if kind is SplitKind.LATER:
        return _later(times_of(rows[column]), column, where)
    if kind in (SplitKind.GROUPED, SplitKind.INTERLEAVED):
        return _whole(rows[column], column, where)
    if len(target) == 1 and kinds.target_kind_of(rows[target[0]]) is not TargetKind.REGRESSION:
        chosen = _of_each_label(rows[target[0]])
        if chosen.any():  # else every label is too rare to give a row
            return chosen, "at random, a fifth of each label"
    return _some(len(rows)), "at random"


def _some(count: int) -> Chosen:
    chosen = np.zeros(count, dtype=bool)
    chosen[_order(count)[: max(1, round(count * _SHARE))]] = True
    return chosen


def _of_each_label(labels: pd.Series) -> Chosen:
    """At random within each label, so that every label is left to learn from."""
    chosen = np.zeros(len(labels), dtype=bool)
    order = _order(len(labels))
    shuffled = labels.to_numpy()[order]
    for places in pd.Series(np.arange(len(labels))).groupby(shuffled, sort=False).indices.values():
        chosen[order[places[: round(len(places) * _SHARE)]]] = True
    return chosen


def _later(times: NDArray[np.float64], column: str, where: str) -> tuple[Chosen, str]:
    points = np.unique(times[np.isfinite(times)])
    if len(points) < 2:
        raise _misfit(f"points in time in column {column!r}", f"{len(points)} different ones", where, "Name another column.")
    ordered = np.sort(times[np.isfinite(times)])
    shares = (len(ordered) - np.searchsorted(ordered, points[1:])) / len(times)  # of the rows, from each point on
    best = int(np.abs(shares - _SHARE).argmin())
    if shares[best] > _SHARE_MAX:
        found = f"{shares[best]:.0%} of the rows at the last ones"
        raise _misfit(f"later rows by column {column!r} that are fewer than the others", found, where, "Name another column.")
    return np.asarray(times >= points[1 + best], dtype=bool), f"the latest by column {column!r}"


def _whole(groups: pd.Series, column: str, where: str) -> tuple[Chosen, str]:
    names = groups.unique()
    if len(names) < 2:
        raise _misfit(f"groups in column {column!r}", f"{len(names)}", where, "Name another column.")
    sizes = groups.value_counts(dropna=False) / len(groups)
    taken: list[str] = []
    share = 0.0
    for name in names[_order(len(names))]:
        closer = abs(share + sizes[name] - _SHARE) < abs(share - _SHARE)
        if closer and len(taken) < max(1, int(len(names) * _SHARE_MAX)):
            taken.append(name)
            share += sizes[name]
    return np.asarray(groups.isin(taken or [sizes.idxmin()]), dtype=bool), f"whole groups of column {column!r}"


def _order(count: int) -> NDArray[np.int64]:
    return np.random.default_rng(derive(0, "own data", 0, "hold-out")).permutation(count)


def _misfit(expected: str, found: str, where: str, next_step: str) -> CompetitionError:
    return CompetitionError(expected=expected, found=found, where=where, next_step=next_step)
