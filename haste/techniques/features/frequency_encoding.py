"""How common a category is."""

import numpy as np
import pandas as pd

from haste.techniques.blueprint import Blueprint, Slot
from haste.techniques.scaffold.joining import Block
from haste.techniques.scaffold.reading import as_categories
from haste.techniques.task import Task
from haste.techniques.technique import Technique


def frequency_encoding(train: pd.DataFrame, test: pd.DataFrame, categorical: list[str]) -> Block:
    """Logarithm of how often each category stands in the training rows; 0 where it never does."""
    seen, asked = as_categories(train, categorical), as_categories(test, categorical)
    x, x_test = np.zeros(seen.shape), np.zeros(asked.shape)
    for place, name in enumerate(categorical):
        counts = seen[name].value_counts()
        x[:, place] = np.log1p(seen[name].map(counts).to_numpy(dtype=float))
        x_test[:, place] = np.log1p(asked[name].map(counts).fillna(0).to_numpy(dtype=float))
    return x, x_test


def _has_uneven_categories(task: Task, _blueprint: Blueprint) -> bool:
    names = set(task.category_names)
    return any(column.name in names and column.distinct > 5 for column in task.profile.columns)


TECHNIQUE = Technique(
    slug="frequency-encoding",
    title="how common each category is",
    domains=("tabular", "text", "forecasting"),
    slot=Slot.FEATURES,
    joins=True,
    when="A category has more than a handful of values, and rare ones may behave alike.",
    when_not="All categories have few values.",
    condition=_has_uneven_categories,
    function=frequency_encoding,
)
