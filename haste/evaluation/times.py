"""Reads points in time: dates in the spellings that tables use, or plain numbers."""

import warnings

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from haste.evaluation import tables
from haste.techniques.scaffold.timing import SPELLINGS, read_dates

READABLE = 0.95  # of the values, for a spelling to be that of the column
_LOOKED_AT = 500


def spelling(values: pd.Series) -> str:
    """The first format that reads nearly all of these texts as dates; "" where none does."""
    few = values.iloc[:: max(1, len(values) // _LOOKED_AT)]  # from all of it: the first days of a month could be months
    if few.empty or few.str.contains(r"\d", regex=True).mean() < READABLE:
        return ""
    return next((form for form in SPELLINGS if _dates(few, form).notna().mean() >= READABLE), "")


def readings(values: pd.Series) -> list[pd.Series]:
    """All that these texts can be read as, nearly all of them as days or points of a day; the most usual first."""
    read = (_dates(values, form) for form in SPELLINGS if form == "ISO8601" or "%d" in form)
    return [dates for dates in read if dates.notna().mean() >= READABLE]


def times_of(values: pd.Series, *, like: pd.Series | None = None) -> NDArray[np.float64]:
    """Points in time, later is larger, shape (n_rows,); NaN where a text tells none.

    Args:
        values: As text.
        like: The column that decides how they are spelled; itself if not given.
    """
    reference = values if like is None else like
    present = reference[~tables.missing(reference)]
    if np.isfinite(tables.numbers(present)).mean() >= READABLE:
        return tables.numbers(values)
    form = spelling(present)
    if not form:
        return np.full(len(values), np.nan)
    read = _dates(values, form)
    return np.where(read.isna(), np.nan, read.astype("int64").to_numpy().astype(np.float64))


def _dates(values: pd.Series, form: str) -> pd.Series:
    with warnings.catch_warnings():  # mixed time zones warn; what counts is whether they were read
        warnings.simplefilter("ignore")
        return read_dates(values, form)
