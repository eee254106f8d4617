"""Write the submission."""

from pathlib import Path

import numpy as np
import pandas as pd


def write_submission(path: Path, sample: pd.DataFrame, test: pd.DataFrame, answers: np.ndarray, id_name: str) -> None:
    """Fill all columns of the sample but the id with answers, shape (test rows, columns), matched by id."""
    rows = np.arange(len(sample))
    if id_name in test and test[id_name].is_unique:
        found = pd.Index(test[id_name]).get_indexer(sample[id_name])
        rows = np.where(found >= 0, found, rows)
    submission = sample.copy()
    for place, column in enumerate(name for name in sample.columns if name != id_name):
        submission[column] = answers[rows, place]
    submission.to_csv(path, index=False)
