"""What is usual in a category so far."""

import numpy as np
import pandas as pd

from haste.techniques.blueprint import Blueprint, Slot
from haste.techniques.scaffold.joining import Block
from haste.techniques.scaffold.past import Past, mean_until_origin
from haste.techniques.scaffold.reading import as_categories
from haste.techniques.task import Task
from haste.techniques.technique import Technique


def category_levels(train: pd.DataFrame, test: pd.DataFrame, past: Past, categorical: list[str]) -> Block:
    """Mean of the training rows of the same category, of any series, up to each row's origin."""
    both = as_categories(pd.concat([train, test], ignore_index=True), categorical)
    return past.parted(np.column_stack([mean_until_origin(past, pd.factorize(both[name])[0]) for name in categorical]))


def _has_categories(task: Task, _blueprint: Blueprint) -> bool:
    return task.in_time and bool(task.category_names)


TECHNIQUE = Technique(
    slug="category-levels",
    title="means by category up to the origin",
    domains=("forecasting",),
    slot=Slot.FEATURES,
    joins=True,
    when="Rows have categories beside the time: shops, products, kinds of day.",
    when_not="There are none.",
    condition=_has_categories,
    function=category_levels,
)
