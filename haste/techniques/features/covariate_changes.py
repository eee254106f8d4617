"""Covariates before and after a step."""

import numpy as np
import pandas as pd

from haste.techniques.blueprint import Blueprint, Slot
from haste.techniques.scaffold.joining import Block
from haste.techniques.scaffold.past import Past
from haste.techniques.scaffold.reading import as_numbers
from haste.techniques.task import Task
from haste.techniques.technique import Technique


def covariate_changes(train: pd.DataFrame, test: pd.DataFrame, past: Past, numeric: list[str]) -> Block:
    """The first twelve numbers one step before, and against their mean over the last and the next few steps of the series; test rows included."""
    order = np.lexsort((past.step, past.series))
    values = pd.DataFrame(np.vstack([as_numbers(train, numeric[:12]), as_numbers(test, numeric[:12])])[order])
    groups = values.groupby(past.series[order])
    before = groups.shift(1).to_numpy(dtype=float)
    usual = [groups.rolling(width, min_periods=1, center=width < 10).mean().to_numpy(dtype=float) for width in (5, 25)]
    table = np.hstack([before, *(values.to_numpy(dtype=float) - mean for mean in usual)])
    found = np.empty_like(table)
    found[order] = table
    return past.parted(found)


def _has_covariates(task: Task, _blueprint: Blueprint) -> bool:
    return task.in_time and bool(task.covariates)


TECHNIQUE = Technique(
    slug="covariate-changes",
    title="how covariates change around each step",
    domains=("forecasting",),
    slot=Slot.FEATURES,
    joins=True,
    when="Covariates are known of test rows, and what they were before still works: yesterday's weather.",
    when_not="There are no covariates.",
    condition=_has_covariates,
    function=covariate_changes,
)
