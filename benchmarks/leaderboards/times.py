"""When rows of series are: seen in their columns, for the teams of forecasts."""

from typing import Any

import msgspec
import numpy as np
import pandas as pd

from benchmarks.leaderboards.pipeline import Array, Side

_WEEK_S = 7 * 86_400
_SEASON_MAX = 30  # steps, where no date tells of a week


class Times(msgspec.Struct, frozen=True, kw_only=True):
    """Of all rows, those to learn from first."""

    name: str  # of the column
    dates: Any  # a series of dates, or None where steps are plain numbers
    step: Array  # from 0
    series: Array  # number of each row's series
    place: Array  # in the week, or in the season found
    season: int  # places that there are
    ahead: int  # steps from the last row to learn from that lies before a row to predict, to the furthest such row


def times(side: Side) -> Times:
    """Find the column of time: one that reads as dates, else the first of whole numbers that lie later in the rows to predict."""
    both = pd.concat([side.train, side.test], ignore_index=True)
    train = len(side.train)
    name, dates = _clock(both, train)
    if dates is None:
        step = both[name].to_numpy(dtype=int)
    else:
        since = ((dates - dates.min()) / pd.Timedelta(seconds=1)).to_numpy()
        step = np.round(since / np.diff(np.unique(since)).min()).astype(int)
    step = step - step.min()
    series = _series(both, name, step)
    season = _season(side, step, train) if dates is None else round(_WEEK_S * step.max() / (dates.max() - dates.min()).total_seconds())
    first = dates.min().day_of_week * season // 7 if dates is not None else 0
    known = np.unique(step[:train])
    before = known[np.clip(np.searchsorted(known, step[train:]) - 1, 0, len(known) - 1)]
    ahead = int(np.maximum(step[train:] - before, 1).max())
    return Times(name=name, dates=dates, step=step, series=series, place=(step + first) % season, season=season, ahead=ahead)


def held_out(train: pd.DataFrame, test: pd.DataFrame, share: float) -> Array:
    """Rows to validate on, as the rows to predict lie: the last points in time of each stretch of known ones."""
    side = Side(train=train, y=np.zeros(len(train)), test=test, classes=0, metric="", kept={})
    step = times(side).step
    known, asked = np.unique(step[: len(train)]), np.unique(step[len(train) :])
    stretch = np.searchsorted(asked, known)  # known points between the same two that are asked for
    place = pd.Series(known).groupby(stretch).rank().to_numpy()
    long = pd.Series(known).groupby(stretch).transform("size").to_numpy()
    late = known[place > long * (1 - share)]
    return np.asarray(np.isin(step[: len(train)], late), dtype=bool)


def _clock(both: pd.DataFrame, train: int) -> tuple[str, pd.Series | None]:
    for name in both:
        if not pd.api.types.is_numeric_dtype(both[name]):
            dates = pd.to_datetime(both[name], errors="coerce", format="ISO8601")
            if dates.notna().all():
                return str(name), dates
    later = [name for name in both if both[name][train:].min() > both[name][:train].max()]
    return str(later[0]), None


def _series(both: pd.DataFrame, name: str, step: Array) -> Array:
    """Rows of one time are told apart by the column that does it with the fewest values."""
    if len(np.unique(step)) == len(step):
        return np.zeros(len(step), dtype=int)
    apart = [other for other in both.columns.drop(name) if not pd.DataFrame({"key": both[other], "step": step}).duplicated().any()]
    best = min(apart, key=lambda other: both[other].nunique())
    return np.asarray(pd.factorize(both[best], sort=True)[0], dtype=int)


def _season(side: Side, step: Array, train: int) -> int:
    """The lag at which the mean of all series is most like itself."""
    line = pd.Series(side.y).groupby(step[:train]).mean()
    line = line - line.rolling(2 * _SEASON_MAX, min_periods=1, center=True).mean()
    found = [line.autocorr(lag) for lag in range(2, min(_SEASON_MAX, len(line) // 3))]
    return 2 + int(np.nanargmax(found)) if found and np.isfinite(found).any() else 7
