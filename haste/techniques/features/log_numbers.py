"""Logarithms of skewed numbers."""

import numpy as np
import pandas as pd

from haste.techniques.blueprint import Blueprint, Slot
from haste.techniques.scaffold.joining import Block
from haste.techniques.scaffold.reading import as_numbers
from haste.techniques.task import Task
from haste.techniques.technique import Technique
from haste.vocabulary.scales import ColumnKind


def log_numbers(train: pd.DataFrame, test: pd.DataFrame, numeric: list[str]) -> Block:
    """Logarithm of 1 + size of each number, with its sign: brings a long tail near."""
    x, x_test = as_numbers(train, numeric), as_numbers(test, numeric)
    return np.sign(x) * np.log1p(np.abs(x)), np.sign(x_test) * np.log1p(np.abs(x_test))


def _is_skewed(task: Task, _blueprint: Blueprint) -> bool:
    return any(abs(column.skew) > 1 for column in task.columns(ColumnKind.NUMERIC))


TECHNIQUE = Technique(
    slug="log-numbers",
    title="logarithms of numbers",
    domains=("tabular", "text", "forecasting"),
    slot=Slot.FEATURES,
    joins=True,
    for_scaled_models=True,
    when="A number has a long tail and a model weighs it.",
    when_not="All models split on it: to them a logarithm is the same column.",
    condition=_is_skewed,
    function=log_numbers,
)
