"""Put blocks of columns side by side, in the form that a model wants."""

from typing import TypeAlias

import numpy as np
from scipy import sparse
from sklearn.impute import SimpleImputer
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

Matrix: TypeAlias = np.ndarray | sparse.csr_matrix
Block: TypeAlias = tuple[np.ndarray, np.ndarray]
SparseBlock: TypeAlias = tuple[Matrix, Matrix]


def side_by_side(blocks: list[Block]) -> Block:
    """All columns of all blocks, for the training and the test rows; one column of zeros where there is none."""
    x, x_test = (np.hstack(parts) for parts in zip(*blocks, strict=True))
    if x.shape[1] == 0:
        return np.zeros((len(x), 1)), np.zeros((len(x_test), 1))
    return x, x_test


def standardised(x: np.ndarray, x_test: np.ndarray) -> Block:
    """Gaps filled with the median, all columns on one scale, 0 where all that moves is rounding: what models need that add columns up."""
    scaler = make_pipeline(SimpleImputer(strategy="median", keep_empty_features=True), StandardScaler())
    scaled = scaler.fit_transform(x)
    scaled_test = np.clip(scaler.transform(x_test), -20, 20)  # a test row far outside must not drag its prediction along
    still = np.sqrt(scaler[-1].var_) <= 1e-7 * np.abs(scaler[-1].mean_)
    scaled[:, still], scaled_test[:, still] = 0.0, 0.0
    return scaled, scaled_test


def side_by_side_level(blocks: list[Block]) -> Block:
    """All columns of all blocks, each block weighing as much as fifty columns of spread 1; the columns of one keep their weights to each other."""
    parts = []
    for x, x_test in blocks:
        if x.shape[1]:
            centre = x.mean(axis=0)
            weight = (50 / max(float(x.var(axis=0).sum()), 1e-12)) ** 0.5
            parts.append(((x - centre) * weight, (x_test - centre) * weight))
    return side_by_side(parts or blocks[:1])


def side_by_side_sparse(blocks: list[SparseBlock]) -> SparseBlock:
    """All columns of all blocks in sparse form; dense ones come to one scale on which, together, they weigh as much as a text's words."""
    parts: list[SparseBlock] = []
    for train, test in blocks:
        if train.shape[1]:
            part = (train, test) if sparse.issparse(train) else tuple(side / train.shape[1] ** 0.5 for side in standardised(train, test))
            parts.append((sparse.csr_matrix(part[0]), sparse.csr_matrix(part[1])))
    if not parts:
        parts = [(sparse.csr_matrix(np.zeros((train.shape[0], 1))), sparse.csr_matrix(np.zeros((test.shape[0], 1)))) for train, test in blocks[:1]]
    x = sparse.hstack([train for train, _ in parts], format="csr")
    return x, sparse.hstack([test for _, test in parts], format="csr")


def most_used_columns(x: sparse.csr_matrix, x_test: sparse.csr_matrix, width: int = 400) -> Block:
    """The columns with the most entries as dense arrays, for models that cannot take tens of thousands of them."""
    used = np.argsort(-x.getnnz(axis=0), kind="stable")[:width]
    return x[:, used].toarray(), x_test[:, used].toarray()


def with_values_behind(block: Block, seen: np.ndarray, seen_test: np.ndarray) -> Block:
    """The columns, and behind them all values of what each row shows."""
    x, x_test = block
    return np.hstack([x, seen.reshape(len(x), -1)]), np.hstack([x_test, seen_test.reshape(len(x_test), -1)])
