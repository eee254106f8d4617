"""Changed copies of images: more rows to train on, and several looks at each test row."""

import numpy as np
import pandas as pd

from haste.techniques.scaffold.joining import Block
from haste.techniques.scaffold.labels import Predictor


def with_copies(rows: pd.DataFrame, images: np.ndarray, copies: list[np.ndarray]) -> tuple[pd.DataFrame, np.ndarray]:
    """Rows and images in which each one is followed by its copies."""
    every = np.stack([images, *copies], axis=1)
    return rows.loc[rows.index.repeat(every.shape[1])].reset_index(drop=True), every.reshape(-1, *images.shape[1:])


def copies_by_row(block: Block, rows: int, rows_test: int) -> Block:
    """Columns of shape (rows, copies, columns), so that whatever parts the rows keeps all copies of one together."""
    x, x_test = block
    return x.reshape(rows, -1, x.shape[1]), x_test.reshape(rows_test, -1, x_test.shape[1])


def over_copies(fit: Predictor, x: np.ndarray, y: np.ndarray, x_test: np.ndarray) -> np.ndarray:
    """Train on all copies, and average what is predicted for the copies of each test row."""
    predicted = fit(x.reshape(-1, x.shape[2]), np.repeat(y, x.shape[1]), x_test.reshape(-1, x_test.shape[2]))
    return np.asarray(predicted.reshape(*x_test.shape[:2], *predicted.shape[1:]).mean(axis=1))
