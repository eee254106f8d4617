"""Ridge and logistic regression."""

import numpy as np
from sklearn.linear_model import LogisticRegression, Ridge

from haste.techniques.blueprint import Slot
from haste.techniques.scaffold.joining import Matrix
from haste.techniques.technique import Technique


def ridge(x: Matrix, y: np.ndarray, x_test: Matrix, *, penalty: float = 1.0) -> np.ndarray:
    """Linear regression with a penalty on large weights."""
    return np.asarray(Ridge(alpha=penalty).fit(x, y).predict(x_test))


def logistic(x: Matrix, y: np.ndarray, x_test: Matrix, *, penalty: float = 1.0, balanced: bool = False) -> np.ndarray:
    """Logistic regression with a penalty on large weights."""
    model = LogisticRegression(C=1 / penalty, max_iter=300, class_weight="balanced" if balanced else None)
    return np.asarray(model.fit(x, y).predict_proba(x_test))


TECHNIQUE = Technique(
    slug="linear",
    title="a linear model",
    domains=("tabular", "text", "image", "signal", "forecasting"),
    slot=Slot.MODELS,
    when="Effects add up, rows are few, or columns are many and sparse as with words.",
    when_not="Effects depend on each other.",
    scaled=True,
    regress=ridge,
    classify=logistic,
)
