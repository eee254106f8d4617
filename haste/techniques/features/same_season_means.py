"""What is usual at this place of the season."""

import numpy as np

from haste.techniques.blueprint import Blueprint, Slot
from haste.techniques.scaffold.joining import Block
from haste.techniques.scaffold.past import Past, same_season, seasons_of
from haste.techniques.task import Task
from haste.techniques.technique import Technique


def same_season_means(past: Past, *, seasons: int = 8) -> Block:
    """Mean, spread and newest value over the last seasons that a row may know, at the same place of each season."""
    columns = []
    for season in seasons_of(past) or [1]:
        found = same_season(past, season, seasons)
        there = np.isfinite(found)
        count = np.maximum(there.sum(axis=1), 1)
        mean = np.where(there.any(axis=1), np.nansum(found, axis=1) / count, np.nan)
        spread = np.sqrt(np.nansum((found - mean[:, None]) ** 2, axis=1) / count)
        columns += [mean, spread, found[:, 0]]
    return past.parted(np.column_stack(columns))


def _is_in_time(task: Task, _blueprint: Blueprint) -> bool:
    return task.in_time


TECHNIQUE = Technique(
    slug="same-season-means",
    title="means of the same place in past seasons",
    domains=("forecasting",),
    slot=Slot.FEATURES,
    joins=True,
    when="Each place of a season has a level of its own, such as an hour of the week.",
    when_not="The target has no rhythm.",
    condition=_is_in_time,
    function=same_season_means,
)
