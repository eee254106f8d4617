"""A column of 0 and 1 for each common category."""

import numpy as np
import pandas as pd

from haste.techniques.blueprint import Blueprint, Slot
from haste.techniques.scaffold.joining import Block
from haste.techniques.scaffold.reading import as_categories
from haste.techniques.task import Task
from haste.techniques.technique import Technique

CELLS_MAX = 100_000_000  # 800 MB of double precision


def one_hot(train: pd.DataFrame, test: pd.DataFrame, categorical: list[str]) -> Block:
    """A column of 0 and 1 for each of the 30 most common values of a column; rarer and unseen ones are 0 everywhere."""
    seen, asked = as_categories(train, categorical), as_categories(test, categorical)
    x, x_test = [np.empty((len(seen), 0))], [np.empty((len(asked), 0))]
    for name in categorical:
        common = seen[name].value_counts().index[:30].to_numpy()
        x.append((seen[name].to_numpy()[:, None] == common).astype(float))
        x_test.append((asked[name].to_numpy()[:, None] == common).astype(float))
    return np.hstack(x), np.hstack(x_test)


def _few_enough(task: Task, _blueprint: Blueprint) -> bool:
    names = set(task.category_names)
    width = sum(min(column.distinct + 1, 30) for column in task.profile.columns if column.name in names)
    return 0 < width * (task.profile.rows + task.profile.test_rows) <= CELLS_MAX


TECHNIQUE = Technique(
    slug="one-hot",
    title="a column for each common category",
    domains=("tabular", "text", "image", "signal", "forecasting"),
    slot=Slot.FEATURES,
    joins=True,
    replaces=("ordinal-codes",),
    when="There are categories without an order, above all with linear models.",
    when_not="The columns would not fit into memory.",
    condition=_few_enough,
    function=one_hot,
)
