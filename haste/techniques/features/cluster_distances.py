"""Distances to typical rows."""

import pandas as pd
from sklearn.cluster import MiniBatchKMeans

from haste.techniques.blueprint import Blueprint, Slot
from haste.techniques.scaffold.joining import Block, standardised
from haste.techniques.scaffold.reading import as_numbers
from haste.techniques.task import Task
from haste.techniques.technique import Technique
from haste.vocabulary.scales import ColumnKind


def cluster_distances(train: pd.DataFrame, test: pd.DataFrame, numeric: list[str], seed: int) -> Block:
    """Distance of a row's numbers to the centres of ten clusters."""
    x, x_test = standardised(as_numbers(train, numeric), as_numbers(test, numeric))
    clusters = MiniBatchKMeans(n_clusters=min(10, len(x)), n_init=3, random_state=seed).fit(x)
    return clusters.transform(x), clusters.transform(x_test)


def _has_several_numbers(task: Task, _blueprint: Blueprint) -> bool:
    return len(task.columns(ColumnKind.NUMERIC)) >= 3


TECHNIQUE = Technique(
    slug="cluster-distances",
    title="distances to typical rows",
    domains=("tabular",),
    slot=Slot.FEATURES,
    joins=True,
    when="Several numbers describe kinds of rows.",
    when_not="There are fewer than three numbers.",
    condition=_has_several_numbers,
    function=cluster_distances,
)
