"""Parts of dates."""

import numpy as np
import pandas as pd

from haste.techniques.blueprint import Blueprint, Slot
from haste.techniques.scaffold.joining import Block
from haste.techniques.scaffold.reading import as_days
from haste.techniques.task import Task
from haste.techniques.technique import Technique
from haste.vocabulary.scales import ColumnKind


def date_parts(train: pd.DataFrame, test: pd.DataFrame, dates: list[str]) -> Block:
    """Year, month, day, weekday and hour of each date, and the season as a point on a circle, so that December lies beside January."""
    parts = []
    for frame in as_days(train, test, dates):
        columns = [np.empty((len(frame), 0))]
        for name in dates:
            day = frame[name]
            season = 2 * np.pi * day.dt.day_of_year.to_numpy(dtype=float) / 365.25
            fields = [day.dt.year, day.dt.month, day.dt.day, day.dt.day_of_week, day.dt.hour]
            columns.extend(field.to_numpy(dtype=float)[:, None] for field in fields)
            columns.append(np.column_stack([np.sin(season), np.cos(season)]))
        parts.append(np.hstack(columns))
    return parts[0], parts[1]


def _has_dates(task: Task, _blueprint: Blueprint) -> bool:
    return bool(task.columns(ColumnKind.DATE))


TECHNIQUE = Technique(
    slug="date-parts",
    title="parts of dates",
    domains=("tabular", "text", "image", "signal"),
    slot=Slot.FEATURES,
    joins=True,
    when="There are dates, and weekday, hour or season may matter.",
    when_not="There are no dates.",
    condition=_has_dates,
    function=date_parts,
)
