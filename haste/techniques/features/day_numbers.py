"""Dates as numbers of days."""

import numpy as np
import pandas as pd

from haste.techniques.blueprint import Blueprint, Slot
from haste.techniques.scaffold.joining import Block
from haste.techniques.scaffold.reading import as_days
from haste.techniques.task import Task
from haste.techniques.technique import Technique
from haste.vocabulary.scales import ColumnKind


def day_numbers(train: pd.DataFrame, test: pd.DataFrame, dates: list[str]) -> Block:
    """Days from 2000-01-01 to each date, and between the dates of a row."""
    parts = []
    for frame in as_days(train, test, dates):
        days = ((frame - pd.Timestamp("2000-01-01")) / pd.Timedelta(days=1)).to_numpy(dtype=float)
        parts.append(np.hstack([days, np.diff(days, axis=1)]))
    return parts[0], parts[1]


def _has_dates(task: Task, _blueprint: Blueprint) -> bool:
    return bool(task.columns(ColumnKind.DATE))


TECHNIQUE = Technique(
    slug="day-numbers",
    title="dates as numbers of days",
    domains=("tabular", "text", "image", "signal"),
    slot=Slot.FEATURES,
    joins=True,
    when="There are dates, and things drift with time.",
    when_not="There are no dates.",
    condition=_has_dates,
    function=day_numbers,
)
