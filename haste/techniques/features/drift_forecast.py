"""The seasonal naive forecast, moved on."""

import numpy as np

from haste.techniques.blueprint import Blueprint, Slot
from haste.techniques.scaffold.joining import Block
from haste.techniques.scaffold.past import Past, mean_and_spread, naive, seasons_of
from haste.techniques.task import Task
from haste.techniques.technique import Technique


def drift_forecast(past: Past) -> Block:
    """The mean of the last seasons at this place, plus half and the whole of how far the level moves until then."""
    season = (seasons_of(past) or [1])[-1]
    late, _ = mean_and_spread(past, season)
    both, _ = mean_and_spread(past, 2 * season)
    step = 2 * (late - both) / season  # the mean of two seasons lies half-way between them
    seasons = np.ceil((past.step - past.origin) / season) * season
    moved = np.clip(step * seasons, -np.abs(late), np.abs(late))
    last = naive(past, season)
    return past.parted(np.column_stack([last + 0.5 * moved, last + moved]))


def _is_in_time(task: Task, _blueprint: Blueprint) -> bool:
    return task.in_time


TECHNIQUE = Technique(
    slug="drift-forecast",
    title="the last season, moved on as it moved before",
    domains=("forecasting",),
    slot=Slot.FEATURES,
    joins=True,
    when="The level rises or falls, season after season.",
    when_not="The level is constant.",
    condition=_is_in_time,
    function=drift_forecast,
)
