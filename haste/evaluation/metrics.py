"""The registry of metrics: canonical name, aliases, direction, bounds, and the answers that each one takes."""

import difflib
import re

import msgspec
import numpy as np

from haste.errors import MetricError, SubmissionError
from haste.evaluation import measures, structured
from haste.evaluation.measures import Array, Measure
from haste.vocabulary.competition import Competition, Metric
from haste.vocabulary.scales import AnswerForm, Direction, Reason, TargetKind

_CLASSES = (TargetKind.BINARY, TargetKind.MULTICLASS)
_PROBABILITIES = (AnswerForm.PROBABILITY, AnswerForm.CLASS_PROBABILITIES, AnswerForm.VALUE)
_LABEL = (AnswerForm.LABEL,)
_NUMBERS = (TargetKind.REGRESSION,)
_ANYTHING = (-np.inf, np.inf)
_ALIASES: dict[str, tuple[str, ...]] = {
    "auc": (
        "roc_auc",
        "auc_roc",
        "auroc",
        "roc_auc_score",
        "area_under_roc",
        "columnwise_auc",
        "column_wise_auc",
        "column_wise_roc_auc",
        "mean_columnwise_auc",
        "mean_column_wise_auc",
        "mean_columnwise_roc_auc",
        "mean_column_wise_roc_auc",
        "macro_auc",
        "area_under_the_roc_curve",
    ),
    "average_precision": ("pr_auc", "auc_pr", "auprc", "average_precision_score"),
    "log_loss": (
        "logloss",
        "binary_log_loss",
        "binary_logloss",
        "cross_entropy",
        "binary_cross_entropy",
        "mean_columnwise_log_loss",
        "mean_column_wise_log_loss",
    ),
    "multiclass_log_loss": ("mlogloss", "multi_logloss", "multi_class_log_loss", "multiclass_logloss", "categorical_cross_entropy"),
    "accuracy": (
        "acc",
        "accuracy_score",
        "categorization_accuracy",
        "classification_accuracy",
        "multiclass_accuracy",
        "multi_class_classification_accuracy",
    ),
    "balanced_accuracy": ("bacc", "balanced_accuracy_score", "macro_recall"),
    "f1": ("f1_score", "binary_f1", "f1_binary", "f_score"),
    "macro_f1": ("f1_macro", "macro_f1_score", "f1_score_macro"),
    "weighted_f1": ("f1_weighted", "weighted_f1_score"),
    "micro_f1": ("f1_micro", "micro_f1_score", "f1_score_micro", "micro_averaged_f1"),
    "mcc": ("matthews_corrcoef", "matthews_correlation_coefficient"),
    "qwk": ("quadratic_weighted_kappa", "quadratic_kappa", "cohen_kappa_quadratic"),
    "rmse": ("root_mean_squared_error", "root_mean_square_error", "mcrmse", "mean_columnwise_rmse", "mean_column_wise_rmse"),
    "mse": ("mean_squared_error",),
    "mae": ("mean_absolute_error", "mcmae"),
    "median_absolute_error": ("medae",),
    "mape": ("mean_absolute_percentage_error",),
    "rmsle": (
        "root_mean_squared_log_error",
        "root_mean_squared_logarithmic_error",
        "mcrmsle",
        "columnwise_rmsle",
        "column_wise_rmsle",
        "mean_columnwise_rmsle",
        "mean_column_wise_rmsle",
    ),
    "smape": ("symmetric_mape", "symmetric_mean_absolute_percentage_error"),
    "pearson": ("pearsonr", "pearson_correlation", "pearson_correlation_coefficient"),
    "spearman": ("spearmanr", "spearman_correlation", "spearman_rank_correlation", "mean_columnwise_spearman"),
    "dice": ("dice_coefficient", "dice_score", "mean_dice", "mean_dice_coefficient"),
    "iou": ("jaccard", "jaccard_index", "mean_iou", "intersection_over_union"),
    "word_accuracy": ("exact_match", "token_accuracy"),
    "character_accuracy": ("char_accuracy", "levenshtein_similarity"),
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
    needs: str = ""  # what rows must be like for it to be defined; "" is any
    places: int = 0  # ranked labels that count in a row


def _rises(
    name: str,
    measure: Measure,
    kinds: tuple[TargetKind, ...],
    forms: tuple[AnswerForm, ...],
    *,
    lower: float | None = 0.0,
    needs: str = "",
) -> Entry:
    metric = Metric(name=name, direction=Direction.MAXIMIZE, lower=lower, upper=1.0)
    answers = (0.0, 1.0) if AnswerForm.PROBABILITY in forms else _ANYTHING
    return Entry(metric=metric, aliases=_ALIASES[name], forms=forms, kinds=kinds, measure=measure, answers=answers, needs=needs)


def _falls(
    name: str,
    measure: Measure,
    kinds: tuple[TargetKind, ...] = _NUMBERS,
    forms: tuple[AnswerForm, ...] = (AnswerForm.VALUE,),
    *,
    answers: tuple[float, float] = _ANYTHING,
    needs: str = "",
) -> Entry:
    metric = Metric(name=name, direction=Direction.MINIMIZE, lower=0.0, upper=2.0 if name == "smape" else None)
    return Entry(metric=metric, aliases=_ALIASES[name], forms=forms, kinds=kinds, measure=measure, answers=answers, needs=needs)


def _ranked(places: int) -> Entry:
    """Mean average precision at one number of places; there is one such metric for each."""
    return Entry(
        metric=Metric(name=f"map_at_{places}", direction=Direction.MAXIMIZE, lower=0.0, upper=1.0),
        aliases=(f"map_{places}", f"map{places}", f"mapk_{places}", f"mean_average_precision_at_{places}"),
        forms=(AnswerForm.RANKED_LABELS,),
        kinds=_CLASSES,
        measure=structured.map_at(places),
        places=places,
    )


_BOTH = "both outcomes, 0 and 1, in at least one column"
_OUTCOMES = "truths of 0 and 1"
ENTRIES: tuple[Entry, ...] = (
    _rises("auc", measures.auc, _CLASSES, _PROBABILITIES, needs=_BOTH),
    _rises("average_precision", measures.average_precision, _CLASSES, _PROBABILITIES, needs=_BOTH),
    _falls("log_loss", measures.log_loss, _CLASSES, _PROBABILITIES, answers=(0.0, 1.0), needs=_OUTCOMES),
    _falls("multiclass_log_loss", measures.log_loss, _CLASSES, _PROBABILITIES, answers=(0.0, 1.0), needs=_OUTCOMES),
    _rises("accuracy", measures.accuracy, _CLASSES, (AnswerForm.LABEL, AnswerForm.CLASS_PROBABILITIES)),
    _rises("balanced_accuracy", measures.balanced_accuracy, _CLASSES, _LABEL),
    _rises("f1", measures.f1, (TargetKind.BINARY,), _LABEL),
    _rises("macro_f1", measures.macro_f1, _CLASSES, _LABEL),
    _rises("weighted_f1", measures.weighted_f1, _CLASSES, _LABEL),
    _rises("micro_f1", measures.micro_f1, _CLASSES, _LABEL),
    _rises("mcc", measures.mcc, _CLASSES, _LABEL, lower=-1.0),
    _rises("qwk", measures.qwk, _CLASSES, _LABEL, lower=-1.0, needs="two grades in truth and prediction together"),
    _ranked(3),
    _ranked(5),
    _falls("rmse", measures.rmse),
    _falls("mse", measures.mse),
    _falls("mae", measures.mae),
    _falls("median_absolute_error", measures.median_absolute_error),
    _falls("mape", measures.mape, needs="no truth of 0"),
    _falls("smape", measures.smape),
    _falls("rmsle", measures.rmsle, answers=(0.0, np.inf), needs="no truth below 0"),
    _rises("r2", measures.r2, _NUMBERS, (AnswerForm.VALUE,), lower=None, needs="two different truths in each column"),
    _rises("pearson", measures.pearson, _NUMBERS, (AnswerForm.VALUE,), lower=-1.0, needs="two different truths in each column"),
    _rises("spearman", measures.spearman, _NUMBERS, (AnswerForm.VALUE,), lower=-1.0, needs="two different truths in each column"),
    _rises("dice", structured.dice, (TargetKind.MULTICLASS,), (AnswerForm.MASK,)),
    _rises("iou", structured.iou, (TargetKind.MULTICLASS,), (AnswerForm.MASK,)),
    _rises("word_accuracy", structured.word_accuracy, (TargetKind.MULTICLASS,), (AnswerForm.TEXT,)),
    _rises("character_accuracy", structured.character_accuracy, (TargetKind.MULTICLASS,), (AnswerForm.TEXT,)),
)
_BY_NAME = {name: entry for entry in ENTRIES for name in (entry.metric.name, *entry.aliases)}
_DEFAULTS = {TargetKind.BINARY: "auc", TargetKind.MULTICLASS: "accuracy", TargetKind.REGRESSION: "rmse"}
_RANKED = re.compile(r"(?:map_?|map_?k_|map_at_|mean_average_precision_at_)([1-9][0-9]?|100)")


def entry(name: str) -> Entry:
    """The metric of that name or alias, whatever its case and separators; of mean average precision, at 1 to 100 places.

    Raises:
        MetricError: There is none; the nearest names are offered.
    """
    plain = re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")
    if plain in _BY_NAME:
        return _BY_NAME[plain]
    if ranked := _RANKED.fullmatch(plain):
        return _ranked(int(ranked[1]))
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
    found = entry(metric_name)
    with np.errstate(over="ignore", invalid="ignore"):  # an overflow gives an infinite score, and that is refused below
        score = found.measure(truth, predicted, competition)
    if np.isfinite(score):
        return score
    raise SubmissionError(
        reason=Reason.METRIC_UNDEFINED,
        expected=f"rows on which {metric_name} is defined" + (f": {found.needs}" if found.needs else ""),
        found=f"{len(truth)} rows on which it is {score}",
        where="scoring",
        next_step="Predictions must be of a sane size; where the rows are at fault, fewer and larger folds help.",
    )
