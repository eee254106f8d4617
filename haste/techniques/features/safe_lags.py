"""The last values that a row may know."""

import numpy as np

from haste.techniques.blueprint import Blueprint, Slot
from haste.techniques.scaffold.joining import Block
from haste.techniques.scaffold.past import Past, same_season, seasons_of
from haste.techniques.task import Task
from haste.techniques.technique import Technique


def safe_lags(past: Past) -> Block:
    """The distance to the last known value, that value and the four before it, and those of the same place in the last three seasons."""
    columns = [past.distance[:, None], past.at(past.origin[:, None] - np.arange(5))]
    columns += [same_season(past, season, 3) for season in seasons_of(past)]
    return past.parted(np.hstack(columns))


def _is_in_time(task: Task, _blueprint: Blueprint) -> bool:
    return task.in_time


TECHNIQUE = Technique(
    slug="safe-lags",
    title="lags that are known by then",
    domains=("forecasting",),
    slot=Slot.FEATURES,
    joins=True,
    when="What was last seen says something about what comes, and rows lie within reach of it.",
    when_not="Rows lie many seasons ahead.",
    condition=_is_in_time,
    function=safe_lags,
)
