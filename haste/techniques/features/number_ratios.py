"""Ratios of numbers."""

from itertools import combinations

import numpy as np
import pandas as pd

from haste.techniques.blueprint import Blueprint, Slot
from haste.techniques.scaffold.joining import Block
from haste.techniques.scaffold.reading import as_numbers
from haste.techniques.task import Task
from haste.techniques.technique import Technique
from haste.vocabulary.scales import ColumnKind


def number_ratios(train: pd.DataFrame, test: pd.DataFrame, numeric: list[str], signal: np.ndarray) -> Block:
    """Ratios and products of the five numbers that go most with the target."""
    x, x_test = as_numbers(train, numeric), as_numbers(test, numeric)
    filled = np.where(np.isnan(x), np.nansum(x, axis=0) / np.maximum(np.isfinite(x).sum(axis=0), 1), x)
    centred, aim = filled - filled.mean(axis=0), signal - signal.mean(axis=0)
    spread = np.linalg.norm(centred, axis=0)[:, None] * np.linalg.norm(aim, axis=0)
    strength = np.abs(centred.T @ aim / np.where(spread > 0, spread, np.inf)).max(axis=1)
    chosen = np.argsort(-strength, kind="stable")[:5]
    parts = []
    for values in (x, x_test):
        columns = [values[:, :0]]
        for first, second in combinations(chosen, 2):
            bottom = np.where(values[:, second] == 0, np.nan, values[:, second])
            columns.append(np.clip(np.column_stack([values[:, first] / bottom, values[:, first] * values[:, second]]), -1e15, 1e15))
        parts.append(np.hstack(columns))
    return parts[0], parts[1]


def _has_two_numbers(task: Task, _blueprint: Blueprint) -> bool:
    return len(task.columns(ColumnKind.NUMERIC)) >= 2


TECHNIQUE = Technique(
    slug="number-ratios",
    title="ratios and products of the strongest numbers",
    domains=("tabular",),
    slot=Slot.FEATURES,
    joins=True,
    when="There are at least two numbers: splits and sums alone cannot divide one by the other.",
    when_not="There are fewer than two numbers.",
    condition=_has_two_numbers,
    function=number_ratios,
)
