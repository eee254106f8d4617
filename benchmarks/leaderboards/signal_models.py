"""Models for numbers that tell what signals are like, each made anew where it is wanted."""

from collections.abc import Callable
from functools import partial
from typing import Any, Unpack

import numpy as np
from sklearn.decomposition import PCA
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis
from sklearn.linear_model import LogisticRegression, RidgeClassifier
from sklearn.neighbors import KNeighborsClassifier
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer, StandardScaler
from sklearn.svm import SVC

from benchmarks.leaderboards.boosting import Settings, boosted_classifier
from benchmarks.leaderboards.pipeline import Array

Make = Callable[[], Any]


def many(trees: Callable[..., Any]) -> Callable[..., Make]:
    """A hundred and twenty trees of a kind."""
    return partial(partial, trees, 120, n_jobs=1, random_state=0)


def line(penalty_inverse: float) -> Make:
    """Logistic regression."""
    return lambda: make_pipeline(StandardScaler(), LogisticRegression(C=penalty_inverse, max_iter=200))


def ridge(penalty: float) -> Make:
    """Least squares with a penalty, a target of 1 for its class."""
    return lambda: make_pipeline(StandardScaler(), RidgeClassifier(penalty))


def vectors(hardness: float, width: float) -> Make:
    """Support vectors; rows are brought to a length of about 1, so that one width means the same for any number of columns."""
    return lambda: make_pipeline(StandardScaler(), FunctionTransformer(_shortened), SVC(C=hardness, gamma=width))


def _shortened(x: Array) -> Array:
    return np.asarray(x / x.shape[1] ** 0.5)


def directed(share: float, hardness: float) -> Make:
    """Support vectors on the main directions that hold this share of what differs."""
    return lambda: make_pipeline(StandardScaler(), PCA(share, random_state=0, svd_solver="full"), StandardScaler(), SVC(C=hardness))


def discriminant(shrinkage: float) -> Make:
    """One covariance for all classes, shrunk."""
    return lambda: make_pipeline(StandardScaler(), LinearDiscriminantAnalysis(solver="lsqr", shrinkage=shrinkage))


def neighbours(count: int) -> Make:
    """What the nearest rows are."""
    return lambda: make_pipeline(StandardScaler(), KNeighborsClassifier(count, weights="distance"))


def network(width: int, penalty: float) -> Make:
    """One hidden layer, sixty passes."""
    return lambda: make_pipeline(StandardScaler(), MLPClassifier((width,), alpha=penalty, max_iter=60, random_state=0))


def boosted(**settings: Unpack[Settings]) -> Make:
    """LightGBM, with its own settings where nothing is said."""
    return partial(boosted_classifier, **settings)
