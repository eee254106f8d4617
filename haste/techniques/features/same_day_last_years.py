"""What this day of the year did in past years."""

import numpy as np
import pandas as pd

from haste.techniques.blueprint import Blueprint, Slot
from haste.techniques.scaffold.joining import Block
from haste.techniques.scaffold.past import Past
from haste.techniques.scaffold.timing import Clock, wall_dates
from haste.techniques.task import Task
from haste.techniques.technique import Technique

_DAY_S = 86_400


def unusual(past: Past, week: int) -> np.ndarray:
    """How far each step stood above or below the same weekday and hour of the three weeks before and after it, over all series; shape (steps,)."""
    shifts = [week * shift for shift in (-3, -2, -1, 1, 2, 3)]
    steps = np.arange(past.known.shape[1])[:, None] + np.array(shifts)
    inside = (steps >= 0) & (steps < past.known.shape[1])
    total, count = np.zeros(len(steps)), np.zeros(len(steps))
    for series in (line for _, lines in past.known.grids() for line in lines):
        around = np.where(inside, series[np.where(inside, steps, 0)], np.nan)
        there = np.isfinite(around).any(axis=1) & np.isfinite(series)
        usual = np.nansum(around, axis=1) / np.maximum(np.isfinite(around).sum(axis=1), 1)
        there &= usual > 0
        total += np.where(there, series / np.where(there, usual, 1.0), 0.0)
        count += there
    return np.where(count > 0, total / np.maximum(count, 1), np.nan)


def same_day_last_years(train: pd.DataFrame, test: pd.DataFrame, past: Past, time: str, clock: Clock, *, years: int = 6) -> Block:
    """What was unusual about the same date, the day before and the day after it, in those past years that a row may know: means over years."""
    day = round(86_400 / clock[2])
    found = unusual(past, 7 * day)
    dates = wall_dates(train, test, time, clock)
    total, count = np.zeros((len(dates), 3)), np.zeros((len(dates), 3))
    for year in range(1, years + 1):
        back = ((dates - (dates - pd.DateOffset(years=year))) / pd.Timedelta(days=1)).fillna(365 * year).to_numpy(dtype=float).round().astype(int)
        steps = (past.step - back * day)[:, None] + day * np.arange(-1, 2)
        allowed = (steps >= 0) & (steps + 21 * day <= past.origin[:, None])
        then = np.where(allowed, found[np.where(allowed, steps, 0)], np.nan)
        total += np.nan_to_num(then)
        count += np.isfinite(then)
    return past.parted(np.where(count > 0, total / np.maximum(count, 1), np.nan))


def _has_years_of_days(task: Task, _blueprint: Blueprint) -> bool:
    timeline = task.profile.timeline
    if timeline is None or not task.in_time or not task.dated or timeline.unit != "seconds" or not 0 < timeline.step <= _DAY_S:
        return False
    return _DAY_S % timeline.step == 0 and timeline.step * timeline.steps > 400 * _DAY_S


TECHNIQUE = Technique(
    slug="same-day-last-years",
    title="what the same day did in past years",
    domains=("forecasting",),
    slot=Slot.FEATURES,
    joins=True,
    when="Days of the year repeat what they did: holidays above all. More than a year is known.",
    when_not="Less than a year is known, or steps are longer than a day.",
    condition=_has_years_of_days,
    function=same_day_last_years,
)
