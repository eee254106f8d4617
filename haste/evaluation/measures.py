"""What each metric computes, on scikit-learn and scipy: two arrays in, one number out, NaN where it is not defined on these rows.

Numbers come as arrays of shape (n_rows, n_answer_columns), labels as text of shape (n_rows,).
"""

import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import stats
from sklearn import metrics

from haste.vocabulary.competition import Competition
from haste.vocabulary.scales import AnswerForm

Array = NDArray[Any]
Measure = Callable[[Array, Array, Competition], float]


def auc(truth: Array, predicted: Array, _: Competition) -> float:
    """Area under the ROC curve, averaged over the columns that hold both outcomes."""
    return _over_mixed_columns(metrics.roc_auc_score, truth, predicted)


def average_precision(truth: Array, predicted: Array, _: Competition) -> float:
    """Area under the precision-recall curve, averaged over the columns that hold both outcomes."""
    return _over_mixed_columns(metrics.average_precision_score, truth, predicted)


def log_loss(truth: Array, predicted: Array, competition: Competition) -> float:
    """Cross-entropy, probabilities clipped away from 0 and 1; several independent columns are averaged."""
    if competition.form is AnswerForm.CLASS_PROBABILITIES:
        shares = predicted / predicted.sum(axis=1, keepdims=True)
        return float(metrics.log_loss(truth.argmax(axis=1), shares, labels=range(truth.shape[1])))
    if not _are_outcomes(truth):
        return float("nan")
    return float(np.mean([metrics.log_loss(truth[:, at], predicted[:, at], labels=[0, 1]) for at in range(truth.shape[1])]))


def accuracy(truth: Array, predicted: Array, _: Competition) -> float:
    """Share of labels that are right; of one-hot classes, the most probable one counts."""
    return float(metrics.accuracy_score(_most_probable(truth), _most_probable(predicted)))


def balanced_accuracy(truth: Array, predicted: Array, _: Competition) -> float:
    """Recall averaged over the classes that occur."""
    return float(metrics.recall_score(truth, predicted, labels=np.unique(truth), average="macro", zero_division=0))


def f1(truth: Array, predicted: Array, competition: Competition) -> float:
    """F1 of the positive class: the second one in order."""
    return float(metrics.f1_score(truth, predicted, labels=[competition.classes[1]], average="macro", zero_division=0))


def macro_f1(truth: Array, predicted: Array, _: Competition) -> float:
    """F1 averaged over the classes that occur in truth or prediction."""
    return float(metrics.f1_score(truth, predicted, average="macro", zero_division=0))


def weighted_f1(truth: Array, predicted: Array, _: Competition) -> float:
    """F1 averaged over classes, by how often each occurs in truth."""
    return float(metrics.f1_score(truth, predicted, average="weighted", zero_division=0))


def micro_f1(truth: Array, predicted: Array, _: Competition) -> float:
    """F1 over the pooled counts of all classes; with one label a row it equals accuracy."""
    return float(metrics.f1_score(truth, predicted, average="micro", zero_division=0))


def mcc(truth: Array, predicted: Array, _: Competition) -> float:
    """Matthews correlation coefficient."""
    return float(metrics.matthews_corrcoef(truth, predicted))


def qwk(truth: Array, predicted: Array, competition: Competition) -> float:
    """Cohen's kappa with quadratic weights over all whole numbers from the lowest class to the highest."""
    true, said, known = (array.astype(np.float64).astype(np.int64) for array in (truth, predicted, np.asarray(competition.classes, dtype=object)))
    if len(np.unique(np.concatenate([true, said]))) < 2:
        return float("nan")  # 0 / 0: there is nothing to agree on
    every = np.concatenate([true, known])
    scale = list(range(int(every.min()), int(every.max()) + 1))
    return float(metrics.cohen_kappa_score(true, said, labels=scale, weights="quadratic"))


def rmse(truth: Array, predicted: Array, _: Competition) -> float:
    """Root of the mean squared error, averaged over columns."""
    return float(metrics.root_mean_squared_error(truth, predicted))


def mse(truth: Array, predicted: Array, _: Competition) -> float:
    """Mean squared error, averaged over columns."""
    return float(metrics.mean_squared_error(truth, predicted))


def mae(truth: Array, predicted: Array, _: Competition) -> float:
    """Mean absolute error, averaged over columns."""
    return float(metrics.mean_absolute_error(truth, predicted))


def median_absolute_error(truth: Array, predicted: Array, _: Competition) -> float:
    """Median absolute error, averaged over columns."""
    return float(metrics.median_absolute_error(truth, predicted))


def mape(truth: Array, predicted: Array, _: Competition) -> float:
    """Mean absolute error relative to the truth, a share, averaged over columns."""
    return float("nan") if (truth == 0).any() else float(metrics.mean_absolute_percentage_error(truth, predicted))


def smape(truth: Array, predicted: Array, _: Competition) -> float:
    """Mean of |error| over half the sum of both sizes, a share from 0 to 2; 0 where both are 0. Averaged over columns."""
    sizes = np.abs(truth) + np.abs(predicted)
    return float(np.mean(np.divide(2 * np.abs(truth - predicted), sizes, out=np.zeros_like(sizes), where=sizes > 0)))


def pearson(truth: Array, predicted: Array, _: Competition) -> float:
    """Correlation coefficient, averaged over columns; a constant prediction goes with nothing and counts 0."""
    return _correlated(stats.pearsonr, truth, predicted)


def spearman(truth: Array, predicted: Array, _: Competition) -> float:
    """Correlation of ranks, averaged over columns; a constant prediction ranks nothing and counts 0."""
    return _correlated(stats.spearmanr, truth, predicted)


def rmsle(truth: Array, predicted: Array, _: Competition) -> float:
    """Root of the mean squared error of log(1 + value), averaged over columns."""
    return float("nan") if (truth < 0).any() else float(metrics.root_mean_squared_log_error(truth, predicted))


def r2(truth: Array, predicted: Array, _: Competition) -> float:
    """Coefficient of determination, averaged over columns."""
    return float("nan") if (truth == truth[0]).all(axis=0).any() else float(metrics.r2_score(truth, predicted))


def _over_mixed_columns(function: Callable[[Array, Array], float], truth: Array, predicted: Array) -> float:
    if not _are_outcomes(truth):
        return float("nan")
    mixed = [at for at in range(truth.shape[1]) if 0 < truth[:, at].sum() < len(truth)]
    return float(np.mean([function(truth[:, at], predicted[:, at]) for at in mixed])) if mixed else float("nan")


def _are_outcomes(truth: Array) -> bool:
    return bool(((truth == 0) | (truth == 1)).all())


def _correlated(function: Callable[[Array, Array], Any], truth: Array, predicted: Array) -> float:
    if any(np.ptp(truth[:, at]) == 0 for at in range(truth.shape[1])):
        return float("nan")
    varied = [at for at in range(truth.shape[1]) if np.ptp(predicted[:, at]) > 0]
    with warnings.catch_warnings():  # a column that hardly varies warns; what comes out is a number or is refused
        warnings.simplefilter("ignore")
        return float(sum(function(truth[:, at], predicted[:, at]).statistic for at in varied) / truth.shape[1])


def _most_probable(answers: Array) -> Array:
    return answers.argmax(axis=1) if answers.ndim == 2 else answers
