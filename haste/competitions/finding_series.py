"""Finds signals that a table holds as numbered columns: by the numbers in the names, and by values of which neighbours resemble each other."""

from collections import defaultdict
from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from haste.evaluation import tables
from haste.vocabulary.competition import Series
from haste.vocabulary.numbering import readings

_SAMPLES_MIN = 16  # columns: fewer are a table's own, such as twelve months
_ROWS_MAX = 300  # that are looked at: neighbours resemble each other in any of them
_ROWS_MIN = 3
_LOOKED_AT = 8  # groups of columns for each way of reading the names
_FAR = 4  # columns a fourth of all columns apart are no neighbours
_LIKENESS = 0.75  # how far neighbours differ over how far others do: of unrelated columns it is near 1
_ALIKE = 1e-6  # columns that all say the same are no signal
_DARKEST, _BRIGHTEST = 0, 255  # pixels

Groups = dict[tuple[str, str], list[str]]
Floats = NDArray[np.float64]


def find(table: pd.DataFrame, names: Sequence[str], *, told: bool = False) -> tuple[Series, ...]:
    """The signals in these columns, a channel each, in the order of the table.

    Args:
        table: Rows of train.csv, as text or as pandas types them.
        names: Its features.
        told: A person says that there are signals, so that a running number is enough.
    """
    families = _families(names)
    if not families or len(table) < _ROWS_MIN:
        return ()
    rows = table.iloc[:: max(1, len(table) // _ROWS_MAX)].head(_ROWS_MAX)
    measured = {place: _likeness(rows, groups) for place, groups in families.items()}
    best = min(families, key=lambda place: (measured[place], place))
    if not told and measured[best] > _LIKENESS:
        return ()
    if _are_pixels(rows, families[best]):
        return ()
    return tuple(Series(before=before, after=after, samples=len(members)) for (before, after), members in families[best].items())


def _families(names: Sequence[str]) -> dict[int, Groups]:
    """Columns that differ in one number only, by the place of that number in their names, the last one being 0; in the order of the numbers."""
    found: dict[int, dict[tuple[str, str], list[tuple[float, str]]]] = defaultdict(lambda: defaultdict(list))
    for name in names:
        for place, (before, after, number) in enumerate(readings(name)):
            found[place][before, after].append((number, name))
    families = {
        place: {around: [name for _, name in sorted(members)] for around, members in groups.items() if len(members) >= _SAMPLES_MIN}
        for place, groups in found.items()
    }
    return {place: groups for place, groups in families.items() if groups}


def _likeness(rows: pd.DataFrame, groups: Groups) -> float:
    """Mean over some of the groups: how far neighbours differ, over how far columns that lie apart do."""
    return float(np.mean([_of_group(_values(rows, members)) for members in list(groups.values())[:_LOOKED_AT]]))


def _of_group(values: Floats) -> float:
    known = np.where(np.isfinite(values), values, np.nan)
    with np.errstate(all="ignore"):
        centred = np.nan_to_num(known - _mean(known))
        scaled = centred / np.sqrt(np.square(centred).sum(axis=0))
    scaled = scaled[:, np.isfinite(scaled).all(axis=0)]
    count = scaled.shape[1]
    if count < 0.75 * values.shape[1] or count < _SAMPLES_MIN:  # constants
        return 1.0
    related = np.abs(scaled.T @ scaled)
    apart = np.abs(np.subtract.outer(np.arange(count), np.arange(count))) >= max(2, count // _FAR)
    far = 1 - float(related[apart].mean())
    return (1 - float(np.diagonal(related, 1).mean())) / far if far > _ALIKE else 1.0


def _mean(values: Floats) -> Floats:
    known = np.isfinite(values)
    return np.asarray(np.where(known, values, 0).sum(axis=0) / np.maximum(known.sum(axis=0), 1))


def _values(rows: pd.DataFrame, names: Sequence[str]) -> Floats:
    return np.column_stack([_numbers(rows[name]) for name in names])


def _numbers(values: pd.Series) -> Floats:
    return values.to_numpy(dtype=np.float64) if pd.api.types.is_numeric_dtype(values) else tables.numbers(values.astype(str))


def _are_pixels(rows: pd.DataFrame, groups: Groups) -> bool:
    """Whether the columns are a square image that was written line by line."""
    members = max(groups.values(), key=len)
    sides = [round((len(members) / channels) ** 0.5) for channels in (1, 3)]
    square = any(side >= 4 and side**2 * channels == len(members) for side, channels in zip(sides, (1, 3), strict=True))
    values = _values(rows, members) if square else np.empty((0, 0))
    return bool(square and np.all((values >= _DARKEST) & (values <= _BRIGHTEST) & (values % 1 == 0)))
