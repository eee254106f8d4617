"""The mean of the target by pairs of categories."""

from itertools import combinations

import numpy as np
import pandas as pd

from haste.techniques.blueprint import Blueprint, Slot
from haste.techniques.scaffold.encoding import cross_fitted_means
from haste.techniques.scaffold.joining import Block
from haste.techniques.scaffold.reading import as_categories
from haste.techniques.task import Task
from haste.techniques.technique import Technique

CLASSES_MAX = 10  # ten pairs of columns give a hundred new columns at this number


def category_pairs(train: pd.DataFrame, test: pd.DataFrame, categorical: list[str], signal: np.ndarray, seed: int) -> Block:
    """Mean of the target by pairs of the five categories with the fewest values: what they say only together."""
    seen, asked = as_categories(train, categorical), as_categories(test, categorical)
    few = sorted(categorical, key=lambda name: (seen[name].nunique(), name))[:5]
    blocks = [
        cross_fitted_means(seen[first] + "|" + seen[second], asked[first] + "|" + asked[second], signal, seed)
        for first, second in combinations(few, 2)
    ]
    return np.hstack([x for x, _ in blocks]), np.hstack([x_test for _, x_test in blocks])


def _has_two_categories(task: Task, _blueprint: Blueprint) -> bool:
    return len(task.category_names) >= 2 and task.distinct_classes <= CLASSES_MAX


TECHNIQUE = Technique(
    slug="category-pairs",
    title="the mean of the target by pairs of categories",
    domains=("tabular",),
    slot=Slot.FEATURES,
    joins=True,
    when="There are at least two categories that may act together.",
    when_not="There are many classes to encode.",
    condition=_has_two_categories,
    function=category_pairs,
)
