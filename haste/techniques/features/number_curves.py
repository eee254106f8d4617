"""Numbers by curves, so that a line can bend."""

import numpy as np
import pandas as pd
from sklearn.preprocessing import SplineTransformer

from haste.techniques.blueprint import Blueprint, Slot
from haste.techniques.scaffold.joining import Block
from haste.techniques.scaffold.reading import as_numbers
from haste.techniques.task import Task
from haste.techniques.technique import Technique
from haste.vocabulary.scales import ColumnKind

PIECES: int = 5  # of each curve, each over as many rows
PLACES_MIN: int = 4  # fewer have no curve
NUMBERS_MAX = 40  # each becomes seven columns, or a few less


def number_curves(train: pd.DataFrame, test: pd.DataFrame, numeric: list[str]) -> Block:
    """Cubic splines of each number between quantiles of the training rows, straight beyond; a gap counts as the median."""
    x, x_test = as_numbers(train, numeric), as_numbers(test, numeric)
    blocks = [curves_of(x[:, column], x_test[:, column]) for column in range(x.shape[1])]
    return np.hstack([block for block, _ in blocks]), np.hstack([block for _, block in blocks])


def curves_of(values: np.ndarray, values_test: np.ndarray) -> Block:
    """The columns of one number; none where it takes few values."""
    known = values[np.isfinite(values)]
    knots = np.unique(np.quantile(known, np.linspace(0, 1, PIECES + 1))) if len(known) else known
    if len(knots) < PLACES_MIN:
        return np.empty((len(values), 0)), np.empty((len(values_test), 0))
    filled, filled_test = (np.nan_to_num(side, nan=float(np.median(known)))[:, None] for side in (values, values_test))
    splines = SplineTransformer(knots=knots[:, None], extrapolation="linear", include_bias=False).fit(filled)
    return splines.transform(filled), splines.transform(filled_test)


def _has_some_numbers(task: Task, _blueprint: Blueprint) -> bool:
    return 0 < len(task.columns(ColumnKind.NUMERIC)) <= NUMBERS_MAX


TECHNIQUE = Technique(
    slug="number-curves",
    title="numbers by curves",
    domains=("tabular",),
    slot=Slot.FEATURES,
    joins=True,
    for_scaled_models=True,
    when="A number helps up to a point, or at both ends, and a model weighs it.",
    when_not="All models split on it: they bend where they want; or there are dozens of numbers.",
    condition=_has_some_numbers,
    function=number_curves,
)
