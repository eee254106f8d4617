"""Read signals that a table holds as numbered columns."""

import re

import numpy as np
import pandas as pd

from haste.techniques.scaffold.evening import Waves, evened, fitted
from haste.techniques.scaffold.reading import as_numbers


def read_numbered(train: pd.DataFrame, test: pd.DataFrame, series: list[tuple[str, str]], shape: tuple[int, int], step: float) -> tuple[Waves, Waves]:
    """Signals of shape (rows, samples, channels) and how many samples each row has.

    Args:
        train: The training rows; `test` the test rows.
        series: What stands before and after the number in the columns of each channel.
        shape: Samples and channels of a row.
        step: Samples that become one.
    """
    parts = []
    shared = [str(name) for name in train.columns if name in test]
    for rows in (train, test):
        channels = [as_numbers(rows, numbered_columns(shared, before, after)) for before, after in series]
        longest = max(channel.shape[1] for channel in channels)
        values = np.stack([np.pad(channel, ((0, 0), (0, longest - channel.shape[1])), constant_values=np.nan) for channel in channels], axis=2)
        parts.append([fitted(row, step, shape[0]) for row in values])
    return evened(parts[0], parts[1], shape, silent=False)


def numbered_columns(names: list[str], before: str, after: str) -> list[str]:
    """Names with a number between these two texts, in the order of the numbers."""
    pattern = re.compile(re.escape(before) + r"(\d+(?:\.\d+)?)" + re.escape(after))
    found = [(float(match.group(1)), name) for name in names if (match := pattern.fullmatch(name))]
    return [name for _, name in sorted(found)]
