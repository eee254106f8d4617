"""The mean of the target by category."""

import numpy as np
import pandas as pd

from haste.techniques.blueprint import Blueprint, Slot
from haste.techniques.scaffold.encoding import cross_fitted_means
from haste.techniques.scaffold.joining import Block
from haste.techniques.scaffold.reading import as_categories
from haste.techniques.task import Task
from haste.techniques.technique import Technique

CLASSES_MAX = 40  # a column for each class and category: more of them cost more than they tell


def target_encoding(train: pd.DataFrame, test: pd.DataFrame, categorical: list[str], signal: np.ndarray, seed: int) -> Block:
    """Mean of the target by category; for a training row from rows of other folds only, so that it does not see its own."""
    seen, asked = as_categories(train, categorical), as_categories(test, categorical)
    blocks = [cross_fitted_means(seen[name], asked[name], signal, seed) for name in categorical]
    return np.hstack([x for x, _ in blocks]), np.hstack([x_test for _, x_test in blocks])


def _has_telling_categories(task: Task, _blueprint: Blueprint) -> bool:
    names = set(task.category_names)
    return task.distinct_classes <= CLASSES_MAX and any(column.name in names and column.distinct > 2 for column in task.profile.columns)


TECHNIQUE = Technique(
    slug="target-encoding",
    title="the mean of the target by category",
    domains=("tabular", "text"),
    slot=Slot.FEATURES,
    joins=True,
    when="A category has three values or more, best of all many.",
    when_not="There are dozens of classes to encode.",
    condition=_has_telling_categories,
    function=target_encoding,
)
