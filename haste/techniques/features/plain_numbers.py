"""Numbers as they stand."""

import pandas as pd

from haste.techniques.blueprint import Blueprint, Slot
from haste.techniques.scaffold.joining import Block
from haste.techniques.scaffold.reading import as_numbers
from haste.techniques.task import Task
from haste.techniques.technique import Technique
from haste.vocabulary.scales import ColumnKind


def plain_numbers(train: pd.DataFrame, test: pd.DataFrame, numeric: list[str]) -> Block:
    """Numeric columns as they stand, gaps included."""
    return as_numbers(train, numeric), as_numbers(test, numeric)


def _has_numbers(task: Task, blueprint: Blueprint) -> bool:
    return bool(task.columns(ColumnKind.NUMERIC)) and "rank-numbers" not in blueprint.features


TECHNIQUE = Technique(
    slug="plain-numbers",
    title="numbers as they stand",
    domains=("tabular", "text", "image", "signal", "forecasting"),
    slot=Slot.FEATURES,
    joins=True,
    when="There are numeric columns.",
    when_not="They are ranked already.",
    condition=_has_numbers,
    function=plain_numbers,
)
