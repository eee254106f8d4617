"""Seasons as waves."""

import numpy as np

from haste.techniques.blueprint import Blueprint, Slot
from haste.techniques.scaffold.joining import Block
from haste.techniques.scaffold.past import Past, seasons_of
from haste.techniques.task import Task
from haste.techniques.technique import Technique


def fourier_seasons(past: Past, *, harmonics: int = 4) -> Block:
    """Sines and cosines of each season that the target shows, from one to a few waves a season, and the step for a trend."""
    columns = [past.step / max(1, past.step.max())]
    for season in seasons_of(past):
        for wave in range(1, min(harmonics, season // 2) + 1):
            angle = 2 * np.pi * wave * past.step / season
            columns += [np.sin(angle), np.cos(angle)]
    return past.parted(np.column_stack(columns))


def _is_in_time(task: Task, _blueprint: Blueprint) -> bool:
    return task.in_time


TECHNIQUE = Technique(
    slug="fourier-seasons",
    title="seasons as waves",
    domains=("forecasting",),
    slot=Slot.FEATURES,
    joins=True,
    when="A linear model is to follow smooth seasons, or a season is long and seen few times.",
    when_not="Seasons have corners, as working hours do, and trees do the work.",
    condition=_is_in_time,
    function=fourier_seasons,
)
