"""How a series stood so far."""

import numpy as np

from haste.techniques.blueprint import Blueprint, Slot
from haste.techniques.scaffold.joining import Block
from haste.techniques.scaffold.past import Past, mean_and_spread
from haste.techniques.task import Task
from haste.techniques.technique import Technique


def series_levels(past: Past) -> Block:
    """Mean and spread of all that a row may know of its series, of the last tenth of it, their ratio, and how many steps are known."""
    whole, spread = mean_and_spread(past, past.known.shape[1])
    late, _ = mean_and_spread(past, max(1, past.known.shape[1] // 10))
    with np.errstate(invalid="ignore", divide="ignore"):
        ratio = np.where(np.abs(whole) > 1e-9, late / whole, np.nan)
    return past.parted(np.column_stack([whole, spread, late, np.clip(ratio, -1e6, 1e6), past.origin.astype(float)]))


def _is_in_time(task: Task, _blueprint: Blueprint) -> bool:
    return task.in_time


TECHNIQUE = Technique(
    slug="series-levels",
    title="level and age of each series",
    domains=("forecasting",),
    slot=Slot.FEATURES,
    joins=True,
    when="There are several series, or the level of one moves for good.",
    when_not="There is one series without a trend.",
    condition=_is_in_time,
    function=series_levels,
)
