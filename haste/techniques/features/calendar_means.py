"""What is usual at this hour, on this weekday, in this month."""

import numpy as np
import pandas as pd

from haste.techniques.blueprint import Blueprint, Slot
from haste.techniques.scaffold.joining import Block
from haste.techniques.scaffold.past import Past, mean_until_origin
from haste.techniques.scaffold.timing import Clock, wall_dates
from haste.techniques.task import Task
from haste.techniques.technique import Technique


def calendar_means(train: pd.DataFrame, test: pd.DataFrame, past: Past, time: str, clock: Clock) -> Block:
    """Mean of the series up to each row's origin: by hour and weekday, by hour and kind of day, by weekday, by month."""
    dates = wall_dates(train, test, time, clock).fillna(pd.Timestamp("2000-01-01"))
    hour, weekday, month = (part.to_numpy(dtype=int) for part in (dates.dt.hour * 60 + dates.dt.minute, dates.dt.day_of_week, dates.dt.month))
    cells = [weekday * 1440 + hour, (weekday >= 5) * 1440 + hour, weekday, month]
    return past.parted(np.column_stack([mean_until_origin(past, past.series * 10080 + cell) for cell in cells]))


def _is_dated(task: Task, _blueprint: Blueprint) -> bool:
    return task.in_time and task.dated


TECHNIQUE = Technique(
    slug="calendar-means",
    title="means by hour and weekday up to the origin",
    domains=("forecasting",),
    slot=Slot.FEATURES,
    joins=True,
    when="Each series has its own hours or weekdays.",
    when_not="Steps are longer than a month.",
    condition=_is_dated,
    function=calendar_means,
)
