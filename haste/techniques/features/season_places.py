"""Where in its seasons a step lies."""

import numpy as np

from haste.techniques.blueprint import Blueprint, Slot
from haste.techniques.scaffold.joining import Block
from haste.techniques.scaffold.past import Past, seasons_of
from haste.techniques.task import Task
from haste.techniques.technique import Technique


def season_places(past: Past) -> Block:
    """The step itself, and its place in each season that the target shows."""
    return past.parted(np.column_stack([past.step, *(past.step % season for season in seasons_of(past))]).astype(float))


def _is_in_time(task: Task, _blueprint: Blueprint) -> bool:
    return task.in_time


TECHNIQUE = Technique(
    slug="season-places",
    title="places in the seasons found",
    domains=("forecasting",),
    slot=Slot.FEATURES,
    joins=True,
    when="A rhythm shows in the target, whether or not dates tell of it.",
    when_not="The target has no rhythm.",
    condition=_is_in_time,
    function=season_places,
)
