"""What was usual lately."""

import numpy as np

from haste.techniques.blueprint import Blueprint, Slot
from haste.techniques.scaffold.joining import Block
from haste.techniques.scaffold.past import Past, mean_and_spread, seasons_of
from haste.techniques.task import Task
from haste.techniques.technique import Technique


def recent_means(past: Past) -> Block:
    """Means and spreads over the last one, four and sixteen seasons (of seven steps, if none shows) that a row may know, and how the mean moved."""
    season = (seasons_of(past) or [7])[0]
    parts = [mean_and_spread(past, season * times) for times in (1, 4, 16)]
    means = [mean for mean, _ in parts]
    moved = [means[0] - means[1], means[1] - means[2]]
    return past.parted(np.column_stack([*means, *(spread for _, spread in parts), *moved]))


def _is_in_time(task: Task, _blueprint: Blueprint) -> bool:
    return task.in_time


TECHNIQUE = Technique(
    slug="recent-means",
    title="means and spreads of the last known steps",
    domains=("forecasting",),
    slot=Slot.FEATURES,
    joins=True,
    when="The level wanders, and a row depends on where it was last.",
    when_not="The level is constant.",
    condition=_is_in_time,
    function=recent_means,
)
