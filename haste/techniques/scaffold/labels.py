"""Targets out of training rows, and classes as codes."""

from collections.abc import Callable
from typing import TypeAlias

import numpy as np
import pandas as pd
from sklearn.model_selection import GroupKFold, KFold

from haste.techniques.scaffold.joining import Matrix
from haste.techniques.scaffold.reading import as_numbers

Predictor: TypeAlias = Callable[[Matrix, np.ndarray, Matrix], np.ndarray]
Training: TypeAlias = Callable[[Matrix, np.ndarray, Matrix], list[np.ndarray]]  # of several models, a prediction each
FOLDS: int = 3
ROWS_SEEN: int = 3_000  # predicted out of fold are enough for what is chosen by them; 1,500 were not always (docs/experiments.md)


def numeric_targets(train: pd.DataFrame, targets: list[str]) -> tuple[pd.DataFrame, np.ndarray]:
    """Training rows whose targets are all known, and those targets, shape (rows, targets)."""
    values = as_numbers(train, targets)
    known = np.isfinite(values).all(axis=1)
    return train[known].reset_index(drop=True), values[known]


def plain_label(text: str) -> str:
    """One spelling for labels that two readers may have written as 1, 1.0 or True, TRUE."""
    text = text.strip()
    if text.lower() in {"true", "false"}:
        return text.lower()
    try:
        number = float(text)
    except ValueError:
        return text
    return str(int(number)) if number.is_integer() and abs(number) < 1e15 else text


def label_codes(train: pd.DataFrame, target: str, classes: list[str]) -> tuple[pd.DataFrame, np.ndarray]:
    """Training rows whose label is one of the classes, and each label's place among them."""
    place, exact = ({spelled(label): code for code, label in enumerate(classes)} for spelled in (plain_label, str))
    codes = train[target].fillna("").map(lambda label: exact.get(str(label), place.get(plain_label(str(label)), -1))).to_numpy(dtype=int)
    return train[codes >= 0].reset_index(drop=True), codes[codes >= 0]


def one_hot_codes(train: pd.DataFrame, targets: list[str]) -> tuple[pd.DataFrame, np.ndarray]:
    """Training rows, and the place of the target column that holds the largest value in each."""
    train, values = numeric_targets(train, targets)
    return train, values.argmax(axis=1)


def one_column_per_class(y: np.ndarray, n_classes: int) -> np.ndarray:
    """Codes as columns of 0 and 1, shape (rows, classes); one column where there are two classes."""
    columns: np.ndarray = np.eye(n_classes)[y] if n_classes > 2 else (y == 1).astype(float)[:, None]
    return columns


def class_probabilities(
    fit: Predictor | Training, x: Matrix, y: np.ndarray, x_test: Matrix, n_classes: int, *, models: tuple[int, ...] = ()
) -> np.ndarray:
    """Probabilities of all classes, shape (*models, test rows, classes), whichever of them stand among the training rows."""
    present, codes = np.unique(y, return_inverse=True)
    result = np.zeros((*models, x_test.shape[0], n_classes))
    result[..., present] = fit(x, codes, x_test) if len(present) > 1 else 1.0
    result = np.clip(np.nan_to_num(result), 1e-6, None)
    return np.asarray(result / result.sum(axis=-1, keepdims=True))


def out_of_fold(
    predict: Predictor | Training, x: Matrix, y: np.ndarray, seed: int, *, axis: int = 0, groups: np.ndarray | None = None
) -> tuple[np.ndarray, np.ndarray]:
    """Training rows by their place, all of them or so many as are enough, and predictions for these by models that have not seen them.

    Models have seen no row of their group either, where rows to predict are of other groups. Rows are left out of whose class models have seen none.
    """
    if groups is None or len(np.unique(groups)) < FOLDS:
        folds = KFold(n_splits=min(FOLDS, len(y)), shuffle=True, random_state=seed).split(y)
    else:
        folds = GroupKFold(n_splits=FOLDS, shuffle=True, random_state=seed).split(y, groups=groups)
    rows, parts = [], []
    for fitted, apart in folds:
        met = np.isin(y[apart], y[fitted]) if np.issubdtype(y.dtype, np.integer) else np.ones(len(apart), dtype=bool)
        held_out = apart[met] if met.any() else apart
        rows.append(held_out)
        parts.append(predict(x[fitted], y[fitted], x[held_out]))
        if sum(map(len, rows)) >= ROWS_SEEN:
            break
    return np.concatenate(rows), np.concatenate(parts, axis=axis)


def seen_and_said(
    predict: Predictor, x: Matrix, y: np.ndarray, x_test: Matrix, seed: int, *, groups: np.ndarray | None = None
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """What `out_of_fold` gives, by as many copies of a row as test rows have, and predictions for these."""

    def by_copies(fitted: Matrix, of: np.ndarray, asked: Matrix) -> np.ndarray:
        return predict(fitted, of, asked[:, : x_test.shape[1]])

    return *out_of_fold(predict if x.ndim == 2 else by_copies, x, y, seed, groups=groups), predict(x, y, x_test)
