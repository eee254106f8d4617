"""Names for the rows of a fold: their own where those tell nothing, else names like those of the real test set."""

import re

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from haste.evaluation import tables
from haste.vocabulary.competition import Competition

_LOOKED_AT = 5_000  # ids are alike or not; more of them would not change the picture


def names_of(rows: pd.DataFrame, train: pd.DataFrame, test: pd.DataFrame, competition: Competition) -> NDArray[np.object_]:
    """Ids under which the rows of a fold stand in its test.csv, shape (n_rows,).

    Args:
        rows: The fold's rows in the order of its test.csv, as text.
        train: All of train.csv.
        test: All of test.csv.
        competition: Tells the id column, the target and the classes.
    """
    own = competition.id_column
    if own in train and _may_keep(train[own], test[own]) and not names_a_class(train, competition):
        return np.asarray(rows[own], dtype=object)
    real = test[own].tolist()
    return np.asarray(real[: len(rows)] + _more_like(real, len(rows) - len(real)), dtype=object)


def _may_keep(train: pd.Series, test: pd.Series) -> bool:
    """Train and test ids are of one form and lie among each other, and none is used twice."""
    if not train.is_unique or train.isin(set(test)).any():
        return False
    ranges = [_range(ids) for ids in (train, test)]
    if ranges[0] is None or ranges[1] is None:
        return ranges[0] is ranges[1] and _shapes(train) == _shapes(test)
    (low, high), (low_test, high_test) = ranges[0], ranges[1]
    overlap = min(high, high_test) - max(low, low_test)
    return overlap > 0.9 * (max(high, high_test) - min(low, low_test))


def _range(ids: pd.Series) -> tuple[float, float] | None:
    values = tables.numbers(ids)
    return None if np.isnan(values).any() else (float(values.min()), float(values.max()))


def _shapes(ids: pd.Series) -> set[str]:
    """Forms of ids: "img_0017.png" is like "img_0420.png", but not like "test_17"."""
    return {re.sub(r"\d", "0", text) for text in ids.head(_LOOKED_AT)}


def names_a_class(train: pd.DataFrame, competition: Competition) -> bool:
    """Whether ids hold the label of their row."""
    if not competition.classes or len(competition.target) != 1:
        return False
    looked_at = train.head(_LOOKED_AT)
    pairs = zip(looked_at[competition.id_column].str.lower(), looked_at[competition.target[0]].str.lower(), strict=True)
    return any(label in text for text, label in pairs if label and not label.isdigit())


def _more_like(real: list[str], count: int) -> list[str]:
    """Further ids in the style of these: the numbers after the largest, or the same names with a number behind them."""
    if count <= 0:
        return []
    if all(re.fullmatch(r"[0-9]{1,15}", text) for text in real):
        after = max(map(int, real)) + 1
        return [str(after + step) for step in range(count)]
    named = [re.split(r"(\.[A-Za-z]{2,5})$", text) for text in real]  # what a number goes behind is the name, not the suffix of a file
    return [f"{named[step % len(real)][0]}-{2 + step // len(real)}{''.join(named[step % len(real)][1:])}" for step in range(count)]
