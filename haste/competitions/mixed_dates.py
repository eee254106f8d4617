"""Dates that one column writes in several ways: where each way can be read in one way alone, all of them are written in one."""

from collections.abc import Sequence
from typing import TypeAlias

import pandas as pd

from haste.competitions import written_numbers
from haste.evaluation.times import READABLE, readings, spelling

_SHARE_MIN = 0.05  # of the different values, for a way of writing to be one and no slip
_COUNT_MIN = 3
_LOOKED_AT = 1_000  # different values, before all of them are
_SIGNS_MAX = 40  # of a date with its hour and zone: texts are longer
_PARTS_MIN = 3  # year, month and day: a month alone is no day

_Way: TypeAlias = tuple[pd.Series, list[pd.Series]]  # different values that are written with the same signs, and all that they can be read as


def written_alike(train: pd.DataFrame, test: pd.DataFrame, names: Sequence[str]) -> tuple[pd.DataFrame, pd.DataFrame, tuple[str, ...]]:
    """Write the dates of a column as 2024-01-31, with the hour where any has one, where they are written in two ways or more.

    Args:
        train: Every value as text.
        test: The same.
        names: Columns to look at; ids must not be among them, since they are names.

    Returns:
        Both tables, values that are no dates left as they were, and what was done, or why nothing was.
    """
    remarks = []
    for name in names:
        ways = _ways_of(written_numbers.values_of(train, test, name))
        if not ways:
            continue
        examples = ", ".join(repr(values.iloc[0]) for values, _ in ways)
        unclear = next((values.iloc[0] for values, read in ways if not all(other.equals(read[0]) for other in read)), None)
        if unclear is not None:
            remarks.append(
                f"no dates in {name!r}, which writes them in {len(ways)} ways: {unclear!r} may be one of two days; write all of them alike"
            )
            continue
        alike = _alike(ways)
        train, test = (table.assign(**{name: table[name].map(alike).fillna(table[name])}) if name in table else table for table in (train, test))
        remarks.append(f"dates in {name!r} are written in {len(ways)} ways ({examples}): all are written as {alike[ways[0][0].iloc[0]]!r} is")
    return train, test, tuple(remarks)


def _ways_of(values: pd.Series) -> list[_Way]:
    """The ways in which different values are written that are dates, the most frequent first; none where one spelling reads all."""
    few = values.iloc[:: max(1, len(values) // _LOOKED_AT)]
    if len(few) < 2 * _COUNT_MIN or few.str.len().median() > _SIGNS_MAX or spelling(values) or not _ways_among(few):
        return []
    return _ways_among(values)


def _ways_among(values: pd.Series) -> list[_Way]:
    signs = values.str.strip().str.replace(r"\d+", "9", regex=True).str.replace(r"[^\W\d_]+", "a", regex=True)
    usual = [way for way, count in signs.value_counts().items() if count >= max(_COUNT_MIN, _SHARE_MIN * len(values)) and _has_a_day(str(way))]
    ways = [(written, read) for written in (values[signs == way] for way in usual) if (read := readings(written))]
    found = len(ways) > 1 and sum(len(written) for written, _ in ways) >= READABLE * len(values)
    return ways if found else []


def _has_a_day(way: str) -> bool:
    return way.count("9") + way.count("a") >= _PARTS_MIN


def _alike(ways: Sequence[_Way]) -> dict[str, str]:
    """How each value that is a date will be written."""
    dates = pd.concat([read[0] for _, read in ways]).dropna()
    form = "%Y-%m-%d" if (dates == dates.dt.normalize()).all() else "%Y-%m-%d %H:%M:%S"
    written = pd.concat([written for written, _ in ways])
    return dict(zip(written[dates.index], dates.dt.strftime(form), strict=True))
