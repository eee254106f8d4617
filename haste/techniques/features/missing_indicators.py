"""Which values are missing."""

import numpy as np
import pandas as pd

from haste.techniques.blueprint import Blueprint, Slot
from haste.techniques.scaffold.joining import Block
from haste.techniques.scaffold.reading import as_numbers
from haste.techniques.task import Task
from haste.techniques.technique import Technique
from haste.vocabulary.scales import ColumnKind


def missing_indicators(train: pd.DataFrame, test: pd.DataFrame, numeric: list[str]) -> Block:
    """1 where a number is missing, for columns with gaps in training, and the number of gaps in the row."""
    x, x_test = np.isnan(as_numbers(train, numeric)), np.isnan(as_numbers(test, numeric))
    gappy = x.any(axis=0)
    parts = [np.column_stack([gaps[:, gappy], gaps.sum(axis=1)]).astype(float) for gaps in (x, x_test)]
    return parts[0], parts[1]


def _has_gaps(task: Task, _blueprint: Blueprint) -> bool:
    return any(column.missing > 0 for column in task.columns(ColumnKind.NUMERIC))


TECHNIQUE = Technique(
    slug="missing-indicators",
    title="marks for missing values",
    domains=("tabular", "text", "forecasting"),
    slot=Slot.FEATURES,
    joins=True,
    when="Numbers are missing, and that they are may mean something.",
    when_not="No number is missing.",
    condition=_has_gaps,
    function=missing_indicators,
)
