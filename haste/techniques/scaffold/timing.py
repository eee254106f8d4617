"""Points in time: read as they are written, and counted in steps."""

import re
from typing import TypeAlias

import numpy as np
import pandas as pd

# How a time column is to be read: how its values are written, the unit that steps are counted in, and units from one step to the next.
Clock: TypeAlias = tuple[str, str, float]
SPELLINGS: tuple[str, ...] = (  # of dates, as `read_dates` takes them; the most usual first
    *("ISO8601", "%m/%d/%Y", "%d/%m/%Y", "%d.%m.%Y", "%Y/%m/%d", "%m/%d/%Y %H:%M", "%d/%m/%Y %H:%M", "%m/%d/%y", "%d %b %Y", "%b %d, %Y"),
    *(
        "%d.%m.%Y %H:%M",
        "%Y/%m/%d %H:%M",
        "%m/%d/%Y %H:%M:%S",
        "%d/%m/%Y %H:%M:%S",
        "%d.%m.%Y %H:%M:%S",
        "%m/%Y",
        "%b %Y",
        "%B %Y",
        "weeks",
        "quarters",
    ),
)


def read_dates(values: pd.Series, spelling: str, *, local: bool = False) -> pd.Series:
    """Points in time without a zone; whatever is none is missing.

    The spelling is a format of strptime, "ISO8601", "weeks" (2021-W05) or "quarters" (2021Q3). Times of several zones come to one, or stay as
    clocks on the wall showed them if `local` is asked for. Names of zones behind a time are left out.
    """
    texts = values.astype("string").str.strip().str.replace(r"\s*(?!AM|PM|am|pm)(?<=[\d\s])[A-Za-z]{2,5}$|\[[^\]]*\]$", "", regex=True)
    if local:
        texts = texts.str.replace(r"(?<=:\d\d)(\.\d+)?\s*([+-]\d\d:?(\d\d)?|Z)$", "", regex=True)
    if spelling == "weeks":
        parts = texts.str.extract(r"^(\d{4})\W?[Ww](\d{1,2})$")
        texts, spelling = parts[0] + "-" + parts[1].str.zfill(2) + "-1", "%G-%V-%u"
    elif spelling == "quarters":
        parts = texts.str.extract(re.compile(r"^(\d{4})\W?q([1-4])$", re.IGNORECASE))
        texts, spelling = parts[0] + "-" + (pd.to_numeric(parts[1]) * 3 - 2).astype("Int64").astype("string").str.zfill(2), "%Y-%m"
    return pd.Series(pd.to_datetime(texts, format=spelling, errors="coerce", utc=True)).dt.tz_localize(None)


def moments(values: pd.Series, spelling: str, unit: str) -> np.ndarray:
    """Points in time as numbers of a unit: "numbers" as they stand, "months", else "seconds"; missing where a text tells none."""
    if unit == "numbers" or not spelling:
        found = pd.to_numeric(values, errors="coerce").to_numpy(dtype=float)
        return np.where(np.isfinite(found), found, np.nan)
    dates = read_dates(values, spelling)
    if unit == "months":
        return np.asarray(12.0 * dates.dt.year + dates.dt.month, dtype=float)
    since = (dates - pd.Timestamp("2000-01-01")) / pd.Timedelta(seconds=1)
    return np.asarray(since, dtype=float)


def step_numbers(values: pd.Series, clock: Clock) -> np.ndarray:
    """The step of each point in time, from 0; the middle one where a text tells none. Times without a rhythm count by their order."""
    spelling, unit, between = clock
    times = moments(values, spelling, unit)
    known = np.isfinite(times)
    if not known.any():
        return np.zeros(len(times), dtype=int)
    if between > 0:
        steps = np.round((times - times[known].min()) / between)
    else:
        steps = np.full(len(times), np.nan)
        steps[known] = np.unique(times[known], return_inverse=True)[1]
    return np.asarray(np.where(known, steps, np.median(steps[known])), dtype=int)


def wall_dates(train: pd.DataFrame, test: pd.DataFrame, time: str, clock: Clock) -> pd.Series:
    """Dates of the training rows and then of the test rows, as clocks on the wall showed them; missing where a text tells none."""
    return read_dates(pd.concat([train[time], test[time]], ignore_index=True), clock[0], local=True)
