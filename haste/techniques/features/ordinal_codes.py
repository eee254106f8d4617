"""Categories as whole numbers."""

import numpy as np
import pandas as pd

from haste.techniques.blueprint import Blueprint, Slot
from haste.techniques.scaffold.joining import Block
from haste.techniques.scaffold.reading import as_categories
from haste.techniques.task import Task
from haste.techniques.technique import Technique


def ordinal_codes(train: pd.DataFrame, test: pd.DataFrame, categorical: list[str]) -> Block:
    """Each category as its place when sorted by frequency; one that training has not seen is -1."""
    seen, asked = as_categories(train, categorical), as_categories(test, categorical)
    x, x_test = np.empty(seen.shape), np.empty(asked.shape)
    for place, name in enumerate(categorical):
        order = pd.Index(seen[name].value_counts(sort=True).index)
        x[:, place] = order.get_indexer(seen[name])
        x_test[:, place] = order.get_indexer(asked[name])
    return x, x_test


def _has_categories(task: Task, blueprint: Blueprint) -> bool:
    return bool(task.category_names) and "one-hot" not in blueprint.features


TECHNIQUE = Technique(
    slug="ordinal-codes",
    title="categories as whole numbers",
    domains=("tabular", "text", "forecasting"),
    slot=Slot.FEATURES,
    joins=True,
    when="There are categories and a model that splits, such as boosting.",
    when_not="Each category has a column of its own already.",
    condition=_has_categories,
    function=ordinal_codes,
)
