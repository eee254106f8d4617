"""Numbers by their rank, on a bell curve."""

import numpy as np
import pandas as pd
from sklearn.preprocessing import QuantileTransformer

from haste.techniques.blueprint import Blueprint, Slot
from haste.techniques.scaffold.joining import Block
from haste.techniques.scaffold.reading import as_numbers
from haste.techniques.task import Task
from haste.techniques.technique import Technique
from haste.vocabulary.scales import ColumnKind


def rank_numbers(train: pd.DataFrame, test: pd.DataFrame, numeric: list[str], seed: int) -> Block:
    """Each number as the place of its rank on a bell curve: outliers lose their pull."""
    x, x_test = as_numbers(train, numeric), as_numbers(test, numeric)
    empty = np.isnan(x).all(axis=0)
    x[:, empty], x_test[:, empty] = 0.0, 0.0
    ranks = QuantileTransformer(n_quantiles=min(200, len(x)), output_distribution="normal", random_state=seed)
    return ranks.fit_transform(x), ranks.transform(x_test)


def _has_numbers_in_use(task: Task, blueprint: Blueprint) -> bool:
    return bool(task.columns(ColumnKind.NUMERIC)) and "plain-numbers" in blueprint.features


TECHNIQUE = Technique(
    slug="rank-numbers",
    title="numbers by their rank",
    domains=("tabular",),
    slot=Slot.FEATURES,
    joins=True,
    replaces=("plain-numbers",),
    for_scaled_models=True,
    when="Numbers have outliers or odd shapes and a model weighs them.",
    when_not="All models split on them: to them a rank is the same column.",
    condition=_has_numbers_in_use,
    function=rank_numbers,
)
