"""The seasonal naive forecast as a column."""

import numpy as np

from haste.techniques.blueprint import Blueprint, Slot
from haste.techniques.scaffold.joining import Block
from haste.techniques.scaffold.past import Past, naive, seasons_of
from haste.techniques.task import Task
from haste.techniques.technique import Technique


def naive_forecast(past: Past) -> Block:
    """The value one season ago, or as many seasons as a row lies beyond what it knows; for each season found."""
    return past.parted(np.column_stack([naive(past, season) for season in seasons_of(past) or [1]]))


def _is_in_time(task: Task, _blueprint: Blueprint) -> bool:
    return task.in_time


TECHNIQUE = Technique(
    slug="naive-forecast",
    title="the seasonal naive forecast",
    domains=("forecasting",),
    slot=Slot.FEATURES,
    joins=True,
    when="Always worth having: what was measured at this place of the last season.",
    when_not="It is in it already.",
    condition=_is_in_time,
    function=naive_forecast,
)
