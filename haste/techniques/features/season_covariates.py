"""Covariates by place of the season."""

import numpy as np
import pandas as pd

from haste.techniques.blueprint import Blueprint, Slot
from haste.techniques.scaffold.joining import Block, standardised
from haste.techniques.scaffold.past import Past, seasons_of
from haste.techniques.scaffold.reading import as_numbers
from haste.techniques.task import Task
from haste.techniques.technique import Technique


def season_covariates(train: pd.DataFrame, test: pd.DataFrame, past: Past, numeric: list[str]) -> Block:
    """Products of the first twelve numbers with waves of the shortest season, and the squares of the numbers."""
    values = np.vstack(standardised(as_numbers(train, numeric[:12]), as_numbers(test, numeric[:12])))
    angle = 2 * np.pi * past.step / (seasons_of(past) or [7])[0]
    waves = [wave(times * angle) for times in (1, 2) for wave in (np.sin, np.cos)]
    return past.parted(np.hstack([values**2, *(values * wave[:, None] for wave in waves)]))


def _has_covariates(task: Task, _blueprint: Blueprint) -> bool:
    return task.in_time and bool(task.covariates)


TECHNIQUE = Technique(
    slug="season-covariates",
    title="covariates by place of the season",
    domains=("forecasting",),
    slot=Slot.FEATURES,
    joins=True,
    when="Covariates are known of test rows, and mean something else at another hour or weekday.",
    when_not="There are no covariates.",
    condition=_has_covariates,
    function=season_covariates,
)
