"""Parts of the date of each step."""

import numpy as np
import pandas as pd

from haste.techniques.blueprint import Blueprint, Slot
from haste.techniques.scaffold.joining import Block
from haste.techniques.scaffold.timing import Clock, wall_dates
from haste.techniques.task import Task
from haste.techniques.technique import Technique


def calendar_parts(train: pd.DataFrame, test: pd.DataFrame, time: str, clock: Clock) -> Block:
    """Hour, weekday, day, week, month, day of the year, year, whether it is a working day, and days since the beginning of 2000."""
    dates = wall_dates(train, test, time, clock)
    week = dates.dt.isocalendar().week.astype(float)
    minute = dates.dt.hour * 60 + dates.dt.minute
    since = (dates - pd.Timestamp("2000-01-01")) / pd.Timedelta(days=1)
    working = (dates.dt.day_of_week < 5).where(dates.notna())
    parts = [minute / 60, dates.dt.day_of_week, dates.dt.day, week, dates.dt.month, dates.dt.day_of_year, dates.dt.year, working, since]
    table = np.column_stack([part.to_numpy(dtype=float, na_value=np.nan) for part in parts])
    return table[: len(train)], table[len(train) :]


def _is_dated(task: Task, _blueprint: Blueprint) -> bool:
    return task.dated


TECHNIQUE = Technique(
    slug="calendar-parts",
    title="parts of the date of each step",
    domains=("forecasting",),
    slot=Slot.FEATURES,
    joins=True,
    when="Dates tell the time: people live by hours, weekdays and seasons.",
    when_not="Steps are plain numbers.",
    condition=_is_dated,
    function=calendar_parts,
)
