"""Numbers against the mean of their group."""

import numpy as np
import pandas as pd

from haste.techniques.blueprint import Blueprint, Slot
from haste.techniques.scaffold.joining import Block
from haste.techniques.scaffold.reading import as_categories, as_numbers
from haste.techniques.task import Task
from haste.techniques.technique import Technique
from haste.vocabulary.scales import ColumnKind


def group_means(train: pd.DataFrame, test: pd.DataFrame, numeric: list[str], categorical: list[str]) -> Block:
    """For the three categories with the most values and eight numbers: the number's mean in its category, and the distance to it."""
    seen, asked = as_categories(train, categorical), as_categories(test, categorical)
    many = sorted(categorical, key=lambda name: (-seen[name].nunique(), name))[:3]
    values, values_test = (pd.DataFrame(as_numbers(frame, numeric[:8])) for frame in (train, test))
    x, x_test = [np.empty((len(seen), 0))], [np.empty((len(asked), 0))]
    for name in many:
        means = values.groupby(seen[name].to_numpy()).mean()
        for keys, numbers, parts in ((seen[name], values, x), (asked[name], values_test, x_test)):
            of_group = means.reindex(keys).to_numpy(dtype=float)
            parts.extend([of_group, numbers.to_numpy(dtype=float) - of_group])
    return np.hstack(x), np.hstack(x_test)


def _has_groups_of_numbers(task: Task, _blueprint: Blueprint) -> bool:
    return bool(task.category_names and task.columns(ColumnKind.NUMERIC))


TECHNIQUE = Technique(
    slug="group-means",
    title="numbers against the mean of their group",
    domains=("tabular",),
    slot=Slot.FEATURES,
    joins=True,
    when="There are categories and numbers, and a number means something else in another category.",
    when_not="One of the two kinds is missing.",
    condition=_has_groups_of_numbers,
    function=group_means,
)
