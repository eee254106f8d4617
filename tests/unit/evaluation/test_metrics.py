"""The registry of metrics: names, directions, bounds, and what each metric computes."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from haste.errors import MetricError, SubmissionError
from haste.evaluation import metrics, metrics_page, submissions
from haste.evaluation.answers import answers_from
from haste.vocabulary.competition import Competition
from haste.vocabulary.scales import AnswerForm, Direction, Reason, TargetKind
from tests.architecture.sources import ROOT
from tests.unit.evaluation.examples import binary, labelled, one_hot, ranked, regression, table, written

NAMES = [entry.metric.name for entry in metrics.ENTRIES]


@pytest.mark.parametrize(
    ("alias", "name"),
    [
        ("roc_auc", "auc"),
        ("AUC-ROC", "auc"),
        ("logloss", "log_loss"),
        ("mlogloss", "multiclass_log_loss"),
        ("Root Mean Squared Error", "rmse"),
        ("quadratic_weighted_kappa", "qwk"),
        ("f1_macro", "macro_f1"),
        ("mean_absolute_error", "mae"),
        ("matthews_corrcoef", "mcc"),
        ("multiclass_log_loss", "multiclass_log_loss"),
        ("mean column-wise AUC", "auc"),
        ("Mean Columnwise RMSLE", "rmsle"),
        ("MCRMSE", "rmse"),
        ("F1 (micro)", "micro_f1"),
        ("Mean IoU", "iou"),
        ("MAP@5", "map_at_5"),
        ("map@k 12", "map_at_12"),
        ("mean average precision at 100", "map_at_100"),
        ("column-wise AUC", "auc"),
        ("Multiclass LogLoss", "multiclass_log_loss"),
        ("balanced accuracy", "balanced_accuracy"),
        ("F1 macro", "macro_f1"),
        ("F1 micro", "micro_f1"),
        ("F1 binary", "f1"),
        ("column-wise RMSLE", "rmsle"),
        ("SMAPE", "smape"),
        ("MAPE", "mape"),
        ("dice", "dice"),
        ("IoU", "iou"),
        ("word accuracy", "word_accuracy"),
        ("character accuracy", "character_accuracy"),
    ],
)
def test_a_metric_is_found_by_its_aliases_whatever_their_case_and_separators(alias: str, name: str) -> None:
    assert metrics.resolve(alias).name == name


@pytest.mark.parametrize(
    ("grader", "name"),
    [
        ("accuracy", "accuracy"),
        ("auc-roc", "auc"),
        ("column-wise ROC AUC", "auc"),
        ("log-loss", "log_loss"),
        ("mean-column-wise-rmsle", "rmsle"),
        ("mean-column-wise-roc-auc", "auc"),
        ("multi-class-classification-accuracy", "accuracy"),
        ("multi-class-log-loss", "multiclass_log_loss"),
        ("quadratic-weighted-kappa", "qwk"),
        ("root-mean-squared-error", "rmse"),
        ("root_mean_squared_error", "rmse"),
    ],
)
def test_every_name_that_a_grader_of_mle_bench_lite_has_is_known(grader: str, name: str) -> None:
    assert metrics.resolve(grader).name == name


def test_an_unknown_metric_is_refused_with_the_nearest_names() -> None:
    with pytest.raises(MetricError, match=r"rmsle") as caught:
        metrics.resolve("rmslee")

    assert caught.value.found == "'rmslee'"


def test_a_metric_like_none_is_refused_with_all_names() -> None:
    with pytest.raises(MetricError, match=r"Known names: accuracy, auc, .*weighted_f1"):
        metrics.resolve("xyzzy")


def test_no_two_metrics_share_a_name_or_alias() -> None:
    every = [name for entry in metrics.ENTRIES for name in (entry.metric.name, *entry.aliases)]

    assert len(every) == len(set(every))


@pytest.mark.parametrize("kind", TargetKind)
def test_the_default_metric_of_a_target_is_one_for_that_kind_of_target(kind: TargetKind) -> None:
    assert kind in metrics.entry(metrics.default(kind).name).kinds


def competition_for(name: str, form: AnswerForm) -> Competition:
    match form:
        case AnswerForm.VALUE:
            return regression(name, ("y", "z"))
        case AnswerForm.LABEL:
            return labelled(name, ("0", "1"))
        case AnswerForm.PROBABILITY:
            return binary(name, ("0", "1"))
        case AnswerForm.CLASS_PROBABILITIES:
            return one_hot(name, ("0", "1"))
        case AnswerForm.RANKED_LABELS:
            return ranked(name, ("0", "1"))
        case AnswerForm.MASK | AnswerForm.TEXT:
            return written(name, form)


@pytest.mark.parametrize(("name", "form"), [(name, form) for name in NAMES for form in metrics.forms(name)])
@settings(max_examples=10, deadline=None)
@given(outcomes=st.lists(st.booleans(), min_size=2, max_size=30).filter(lambda outcomes: len(set(outcomes)) == 2))
def test_the_answers_themselves_get_the_best_score_that_there_is(name: str, form: AnswerForm, outcomes: list[bool]) -> None:
    competition = competition_for(name, form)
    shift = 1 if metrics.entry(name).kinds == (TargetKind.REGRESSION,) else 0  # a relative error needs truths other than 0
    rows = table(id=range(len(outcomes)), y=[int(yes) + shift for yes in outcomes], z=[int(not yes) + shift for yes in outcomes])
    if form is AnswerForm.MASK:
        rows = rows.assign(y=["4 2 1 1" if yes else "" for yes in outcomes])
    truth = submissions.truth(answers_from(rows, competition), competition)

    score = metrics.measure(name, truth, truth, competition)

    metric = competition.metric
    best = metric.upper if metric.direction is Direction.MAXIMIZE else metric.lower
    assert best is not None
    assert score == pytest.approx(best, abs=1e-12)


@pytest.mark.parametrize(("name", "form"), [(name, form) for name in NAMES for form in metrics.forms(name)])
@settings(max_examples=10, deadline=None)
@given(seed=st.integers(0, 2**32 - 1))
def test_no_score_lies_outside_the_bounds_of_its_metric(name: str, form: AnswerForm, seed: int) -> None:
    competition = competition_for(name, form)
    chance = np.random.default_rng(seed)
    outcomes = np.array([0, 1, *chance.integers(0, 2, 18)])
    truth = np.column_stack([outcomes + 1, 2 - outcomes]).astype(float)
    predicted = chance.uniform(0.01, 0.99, (20, len(competition.answer_columns)))
    if form is AnswerForm.LABEL:
        truth, predicted = outcomes.astype(str).astype(object), chance.integers(0, 2, 20).astype(str).astype(object)
    elif form in submissions.WRITTEN:
        truth, predicted = (np.array([f"{start} {length}" for start, length in chance.integers(1, 9, (20, 2))], dtype=object) for _ in range(2))
    elif form is not AnswerForm.VALUE or name in ("auc", "average_precision", "log_loss", "multiclass_log_loss"):
        truth = np.column_stack([outcomes, 1 - outcomes])[:, : len(competition.answer_columns)].astype(float)

    score = metrics.measure(name, truth, predicted, competition)

    assert competition.metric.lower is None or score >= competition.metric.lower
    assert competition.metric.upper is None or score <= competition.metric.upper


def column(*values: float) -> np.ndarray:
    return np.array(values, dtype=float)[:, None]


def test_figures_worked_out_by_hand() -> None:
    numbers = regression()

    assert metrics.measure("rmse", column(0, 0), column(3, 4), numbers) == pytest.approx(math.sqrt(12.5))
    assert metrics.measure("mae", column(0, 0), column(3, 4), numbers) == pytest.approx(3.5)
    assert metrics.measure("rmsle", column(0), column(math.e - 1), numbers) == pytest.approx(1)
    assert metrics.measure("log_loss", column(1, 0), column(0.5, 0.5), binary()) == pytest.approx(math.log(2))
    assert metrics.measure("auc", column(0, 1, 1), column(0.5, 0.4, 0.6), binary()) == pytest.approx(0.5)


TRUE, SAID = (np.array(list(labels), dtype=object) for labels in ("aaabbc", "aabbcc"))
OUTCOMES, CALLS = (np.array(labels, dtype=object) for labels in (["no", "yes", "yes", "yes"], ["no", "no", "yes", "yes"]))


@pytest.mark.parametrize(
    ("name", "truth", "predicted", "expected"),
    [
        ("accuracy", TRUE, SAID, 4 / 6),
        ("balanced_accuracy", TRUE, SAID, (2 / 3 + 1 / 2 + 1) / 3),
        ("macro_f1", TRUE, SAID, (4 / 5 + 1 / 2 + 2 / 3) / 3),
        ("weighted_f1", TRUE, SAID, (3 * 4 / 5 + 2 * 1 / 2 + 1 * 2 / 3) / 6),
        ("f1", OUTCOMES, CALLS, 4 / 5),  # of "yes"; that of "no" is 2 / 3
        ("mcc", OUTCOMES, CALLS, 1 / math.sqrt(3)),
        ("mse", column(1, 2, 4), column(2, 2, 2), 5 / 3),
        ("median_absolute_error", column(1, 2, 9), column(2, 2, 2), 1),
        ("mape", column(1, 2, 4), column(2, 2, 2), 1 / 2),
        ("smape", column(1, 2, 4), column(2, 2, 2), 4 / 9),
        ("r2", column(1, 2, 4), column(2, 2, 2), -1 / 14),
        ("pearson", column(1, 2, 4), column(1, 3, 2), 1 / math.sqrt(28 / 3)),
        ("spearman", column(1, 2, 4), column(1, 3, 2), 1 / 2),
        ("average_precision", column(1, 0, 1), column(0.9, 0.8, 0.7), (1 + 2 / 3) / 2),
        ("auc", np.array([[1.0, 0], [0, 1], [0, 1]]), np.array([[0.9, 0.5], [0.1, 0.4], [0.2, 0.6]]), (1 + 1 / 2) / 2),
        ("log_loss", np.array([[1.0, 1], [0, 0]]), np.array([[0.5, 0.75], [0.5, 0.25]]), (math.log(2) - math.log(0.75)) / 2),
        ("accuracy", np.array([[1.0, 0], [0, 1]]), np.array([[0.6, 0.4], [0.7, 0.3]]), 1 / 2),
    ],
)
def test_more_figures_worked_out_by_hand(name: str, truth: np.ndarray, predicted: np.ndarray, expected: float) -> None:
    labels = tuple(dict.fromkeys(truth)) if truth.ndim == 1 else ()
    competition = labelled(name, labels) if labels else regression(name, tuple("yz"[: truth.shape[1]]))

    assert metrics.measure(name, truth, predicted, competition) == pytest.approx(expected)


@pytest.mark.parametrize("name", ["auc", "average_precision"])
def test_where_only_the_order_in_a_column_counts_class_probabilities_stay_as_they_are(name: str) -> None:
    truth, predicted = np.array([[1.0, 0], [0, 1]]), np.array([[0.2, 0.2], [0.3, 0.9]])  # as shares of their row both columns would be in order

    assert metrics.measure(name, truth, predicted, one_hot(name, ("a", "b"))) == pytest.approx({"auc": 1 / 2, "average_precision": 3 / 4}[name])


def test_the_error_of_several_columns_is_the_mean_of_theirs() -> None:
    truth = np.zeros((2, 2))
    predicted = np.array([[1.0, 3.0], [1.0, 3.0]])

    assert metrics.measure("rmse", truth, predicted, regression(columns=("y", "z"))) == pytest.approx(2)


def test_one_hot_probabilities_are_taken_as_shares_of_their_row() -> None:
    truth = np.array([[1.0, 0, 0], [0, 1, 0]])

    assert metrics.measure("multiclass_log_loss", truth, np.array([[0.4, 0.2, 0.2], [0.2, 0.4, 0.2]]), one_hot()) == pytest.approx(math.log(2))


def test_a_kappa_counts_grades_that_nobody_gave() -> None:
    competition = labelled("qwk", ("1", "2", "5"))
    truth, predicted = np.array(["1", "2", "5"], dtype=object), np.array(["1", "2", "2"], dtype=object)

    # by hand: weights (i - j)^2 over the scale 1 to 5; observed 9, expected (0+1+1 + 1+0+0 + 16+9+9) / 3
    assert metrics.measure("qwk", truth, predicted, competition) == pytest.approx(1 - 9 / (37 / 3))


@pytest.mark.parametrize(
    ("name", "truth", "competition"),
    [
        ("auc", column(1, 1, 1), binary()),
        ("average_precision", column(0, 0, 0), binary()),
        ("auc", column(0, 1, 0.5), regression("auc")),
        ("average_precision", column(0, 1, 0.5), regression("average_precision")),
        ("log_loss", column(0, 1, 0.5), regression("log_loss")),
        ("r2", column(2, 2, 2), regression("r2")),
        ("mape", column(0, 1, 2), regression("mape")),
        ("rmsle", column(-3, 1, 2), regression("rmsle")),
        ("qwk", np.array(["1", "1"], dtype=object), labelled("qwk", ("1", "2"))),
    ],
)
def test_a_metric_that_is_not_defined_on_these_rows_says_so(name: str, truth: np.ndarray, competition: Competition) -> None:
    with pytest.raises(SubmissionError) as caught:
        metrics.measure(name, truth, truth, competition)

    assert caught.value.reason == Reason.METRIC_UNDEFINED


def test_predictions_beyond_all_measure_are_refused_and_do_not_warn() -> None:
    with pytest.raises(SubmissionError):
        metrics.measure("rmse", column(0, 0), column(1e300, 1e300), regression())


def test_a_class_that_a_fold_lacks_does_not_spoil_the_mean_over_columns() -> None:
    truth = np.array([[1.0, 0, 0], [0, 1, 0]])

    assert metrics.measure("auc", truth, truth, one_hot("auc")) == 1


def test_a_relative_error_of_both_sizes_is_0_where_both_are_0_and_2_where_one_is() -> None:
    assert metrics.measure("smape", column(0, 0, 1, 1), column(0, 5, 1, 3), regression("smape")) == pytest.approx((0 + 2 + 0 + 1) / 4)


@pytest.mark.parametrize("name", ["pearson", "spearman"])
def test_a_constant_prediction_goes_with_nothing(name: str) -> None:
    assert metrics.measure(name, column(1, 2, 3), column(5, 5, 5), regression(name)) == 0
    assert metrics.measure(name, column(1, 2, 3), column(3, 2, 1), regression(name)) == pytest.approx(-1)


def test_ranks_are_correlated_whatever_their_distances() -> None:
    assert metrics.measure("spearman", column(1, 2, 3, 4), column(1, 10, 100, 1000), regression("spearman")) == pytest.approx(1)
    assert metrics.measure("pearson", column(1, 2, 3, 4), column(1, 10, 100, 1000), regression("pearson")) < 0.9


def test_with_one_label_a_row_micro_f1_is_accuracy() -> None:
    truth, said = np.array(["a", "b", "c", "a"], dtype=object), np.array(["a", "c", "c", "b"], dtype=object)

    assert metrics.measure("micro_f1", truth, said, labelled("micro_f1", ("a", "b", "c"))) == pytest.approx(0.5)


def test_a_metric_that_is_not_defined_says_what_it_needs() -> None:
    with pytest.raises(SubmissionError, match="rows on which mape is defined: no truth of 0"):
        metrics.measure("mape", column(0, 1), column(1, 1), regression("mape"))


def test_the_page_lists_every_metric_as_the_registry_has_it() -> None:
    page = (ROOT / "docs" / "evaluation.md").read_text(encoding="utf-8")

    assert metrics_page.render() in page
