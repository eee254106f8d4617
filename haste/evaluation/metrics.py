"""The registry of metrics: canonical name, aliases, direction, bounds, and the answers that each one takes."""

import difflib
import re

import msgspec
import numpy as np

from haste.errors import MetricError, SubmissionError
from haste.evaluation import measures
from haste.evaluation.measures import Array, Measure
from haste.vocabulary.competition import Competition, Metric
from haste.vocabulary.scales import AnswerForm, Direction, Reason, TargetKind

_CLASSES = (TargetKind.BINARY, TargetKind.MULTICLASS)
_PROBABILITIES = (AnswerForm.PROBABILITY, AnswerForm.CLASS_PROBABILITIES, AnswerForm.VALUE)
_LABEL = (AnswerForm.LABEL,)
_ANYTHING = (-np.inf, np.inf)
_ALIASES: dict[str, tuple[str, ...]] = {
    "auc": ("roc_auc", "auc_roc", "auroc", "roc_auc_score", "area_under_roc", "mean_columnwise_auc", "macro_auc"),
    "average_precision": ("pr_auc", "auc_pr", "auprc", "average_precision_score"),
    "log_loss": ("logloss", "binary_log_loss", "binary_logloss", "cross_entropy", "binary_cross_entropy", "mean_columnwise_log_loss"),
    "multiclass_log_loss": ("mlogloss", "multi_logloss", "multi_class_log_loss", "multiclass_logloss", "categorical_cross_entropy"),
    "accuracy": ("acc", "accuracy_score", "categorization_accuracy"),
    "balanced_accuracy": ("bacc", "balanced_accuracy_score", "macro_recall"),
    "f1": ("f1_score", "binary_f1", "f1_binary", "f_score"),
    "macro_f1": ("f1_macro", "macro_f1_score", "f1_score_macro"),
    "weighted_f1": ("f1_weighted", "weighted_f1_score"),
    "mcc": ("matthews_corrcoef", "matthews_correlation_coefficient"),
    "qwk": ("quadratic_weighted_kappa", "quadratic_kappa", "cohen_kappa_quadratic"),
    "rmse": ("root_mean_squared_error", "root_mean_square_error", "mcrmse", "mean_columnwise_rmse"),
    "mse": ("mean_squared_error",),
    "mae": ("mean_absolute_error", "mcmae"),
    "median_absolute_error": ("medae",),
    "mape": ("mean_absolute_percentage_error",),
    "rmsle": ("root_mean_squared_log_error", "root_mean_squared_logarithmic_error", "mcrmsle"),
    "r2": ("r2_score", "r_squared", "coefficient_of_determination"),
}


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One metric of the registry."""

    metric: Metric
    aliases: tuple[str, ...] = ()
    forms: tuple[AnswerForm, ...]  # the first that fits a target is taken
    kinds: tuple[TargetKind, ...]
    answers: tuple[float, float] = _ANYTHING  # numbers outside of it make no sense to this metric
    measure: Measure


def _rises(name: str, measure: Measure, kinds: tuple[TargetKind, ...], forms: tuple[AnswerForm, ...], *, lower: float | None = 0.0) -> Entry:
    metric = Metric(name=name, direction=Direction.MAXIMIZE, lower=lower, upper=1.0)
    answers = (0.0, 1.0) if AnswerForm.PROBABILITY in forms else _ANYTHING
    return Entry(metric=metric, aliases=_ALIASES[name], forms=forms, kinds=kinds, measure=measure, answers=answers)


def _falls(
    name: str,
    measure: Measure,
    kinds: tuple[TargetKind, ...] = (TargetKind.REGRESSION,),
    forms: tuple[AnswerForm, ...] = (AnswerForm.VALUE,),
    *,
    answers: tuple[float, float] = _ANYTHING,
) -> Entry:
    metric = Metric(name=name, direction=Direction.MINIMIZE, lower=0.0)
    return Entry(metric=metric, aliases=_ALIASES[name], forms=forms, kinds=kinds, measure=measure, answers=answers)


ENTRIES: tuple[Entry, ...] = (
    _rises("auc", measures.auc, _CLASSES, _PROBABILITIES),
    _rises("average_precision", measures.average_precision, _CLASSES, _PROBABILITIES),
    _falls("log_loss", measures.log_loss, _CLASSES, _PROBABILITIES, answers=(0.0, 1.0)),
    _falls("multiclass_log_loss", measures.log_loss, _CLASSES, _PROBABILITIES, answers=(0.0, 1.0)),
    _rises("accuracy", measures.accuracy, _CLASSES, (AnswerForm.LABEL, AnswerForm.CLASS_PROBABILITIES)),
    _rises("balanced_accuracy", measures.balanced_accuracy, _CLASSES, _LABEL),
    _rises("f1", measures.f1, (TargetKind.BINARY,), _LABEL),
    _rises("macro_f1", measures.macro_f1, _CLASSES, _LABEL),
    _rises("weighted_f1", measures.weighted_f1, _CLASSES, _LABEL),
    _rises("mcc", measures.mcc, _CLASSES, _LABEL, lower=-1.0),
    _rises("qwk", measures.qwk, _CLASSES, _LABEL, lower=-1.0),
    _falls("rmse", measures.rmse),
    _falls("mse", measures.mse),
    _falls("mae", measures.mae),
    _falls("median_absolute_error", measures.median_absolute_error),
    _falls("mape", measures.mape),
    _falls("rmsle", measures.rmsle, answers=(0.0, np.inf)),
    _rises("r2", measures.r2, (TargetKind.REGRESSION,), (AnswerForm.VALUE,), lower=None),
)
_BY_NAME = {name: entry for entry in ENTRIES for name in (entry.metric.name, *entry.aliases)}
_DEFAULTS = {TargetKind.BINARY: "auc", TargetKind.MULTICLASS: "accuracy", TargetKind.REGRESSION: "rmse"}


def entry(name: str) -> Entry:
    """The metric of that name or alias, whatever its case and separators.

    Raises:
        MetricError: There is none; the nearest names are offered.
    """
    plain = re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")
    if plain in _BY_NAME:
        return _BY_NAME[plain]
    near = dict.fromkeys(_BY_NAME[close].metric.name for close in difflib.get_close_matches(plain, _BY_NAME, n=6, cutoff=0.5))
    known = ", ".join(near or sorted(known.metric.name for known in ENTRIES))
    offer = f"{'Nearest' if near else 'Known'} names: {known}."
    raise MetricError(expected="the name of a metric", found=repr(name), where="metric", next_step=offer)


def resolve(name: str) -> Metric:
    """The metric of that name or alias.

    Raises:
        MetricError: There is none; the nearest names are offered.

    >>> resolve("ROC AUC").name
    'auc'
    """
    return entry(name).metric


def forms(name: str) -> tuple[AnswerForm, ...]:
    """The forms of answer that a metric takes, best first.

    Raises:
        MetricError: No such metric.
    """
    return entry(name).forms


def default(kind: TargetKind) -> Metric:
    """The metric of a competition that names none.

    >>> default(TargetKind.REGRESSION).name
    'rmse'
    """
    return resolve(_DEFAULTS[kind])


def described(bounds: tuple[float, float]) -> str:
    """Bounds of numbers in words.

    >>> described((0.0, 1.0)), described((0.0, np.inf)), described((-np.inf, np.inf))
    ('numbers from 0 to 1', 'numbers of at least 0', 'numbers')
    """
    lower, upper = bounds
    if np.isfinite(upper):
        return f"numbers from {lower:g} to {upper:g}"
    return f"numbers of at least {lower:g}" if np.isfinite(lower) else "numbers"


def measure(metric_name: str, truth: Array, predicted: Array, competition: Competition) -> float:
    """Score predictions against the truth.

    Args:
        metric_name: Name or alias.
        truth: Numbers of shape (n_rows, n_answer_columns), or labels as text of shape (n_rows,), as `haste.evaluation.submissions` makes them.
        predicted: The same for the predictions, rows in the same order.
        competition: Tells the form of the answers and the classes.

    Returns:
        The score, in the metric's unit.

    Raises:
        MetricError: No such metric.
        SubmissionError: The metric is not defined on these rows.
    """
    with np.errstate(over="ignore", invalid="ignore"):  # an overflow gives an infinite score, and that is refused below
        score = entry(metric_name).measure(truth, predicted, competition)
    if np.isfinite(score):
        return score
    raise SubmissionError(
        reason=Reason.METRIC_UNDEFINED,
        expected=f"rows on which {metric_name} is defined",
        found=f"{len(truth)} rows on which it is {score}",
        where="scoring",
        next_step="A ranking needs both outcomes, a kappa two classes, r2 different values; and predictions must be of a sane size.",
    )
