"""Models learn what can be learned from some hundred rows."""

import inspect
import time

import lightgbm as lgb
import msgspec
import numpy as np
import pytest
from scipy import sparse
from sklearn.linear_model import LogisticRegression, Ridge

from haste.techniques import registry
from haste.techniques.blueprint import Blueprint, Slot
from haste.techniques.models import extra_trees, linear, searched_boosting
from haste.techniques.task import Task
from haste.techniques.technique import Function, Technique
from haste.vocabulary.competition import Relation
from haste.vocabulary.scales import SplitKind
from tests.unit.llm.examples import brief

pytestmark = pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning", "ignore:X does not have valid feature names")
MODELS = [technique for technique in registry.every().values() if technique.slot is Slot.MODELS and not technique.puts and not technique.sees]
rng = np.random.default_rng(5)
X = rng.normal(0, 1, (400, 4))
NUMBER = X[:, 0] * 2 + X[:, 1]
CLASS = np.digitize(NUMBER, [-1.5, 1.5])  # three classes


def fitted(function: Function, x: np.ndarray | sparse.csr_matrix, y: np.ndarray) -> np.ndarray:
    """Predictions for the last hundred rows by a model of the others."""
    given = {"x": x[:300], "y": y[:300], "x_test": x[300:], "seed": 1, "cpus": 1, "means": (1, 20.0), "room": (1, 2**30)}
    return np.asarray(function(*(given[name] for name in inspect.signature(function).parameters if name in given)))


def columns_for(model: Technique) -> np.ndarray | sparse.csr_matrix:
    """Columns as the model sees them: of texts sparse, and for naive Bayes not negative."""
    if model.domains != ("text",):
        return X
    return sparse.csr_matrix(np.maximum(np.hstack([X, -X]), 0))


@pytest.mark.parametrize("model", [model for model in MODELS if model.regress], ids=lambda model: model.slug)
def test_a_model_of_numbers_follows_a_sum(model: Technique) -> None:
    assert model.regress is not None

    predicted = fitted(model.regress, columns_for(model), NUMBER)

    assert np.corrcoef(predicted, NUMBER[300:])[0, 1] > 0.9


@pytest.mark.parametrize("classes", [2, 3])
@pytest.mark.parametrize("model", [model for model in MODELS if model.classify], ids=lambda model: model.slug)
def test_a_model_of_classes_gives_the_likeliest_a_probability_that_is_highest(model: Technique, classes: int) -> None:
    assert model.classify is not None
    y = np.minimum(CLASS, classes - 1)

    probabilities = fitted(model.classify, columns_for(model), y)

    assert probabilities.shape == (100, classes)
    assert probabilities.sum(axis=1) == pytest.approx(np.ones(100))
    assert (probabilities.argmax(axis=1) == y[300:]).mean() > 0.7


@pytest.mark.parametrize(("rows", "classes", "rows_in_a_leaf"), [(20_000, 1, 2), (1_000_000, 1, 18), (20_000, 100, 5)])
def test_a_forest_has_larger_leaves_where_it_would_not_fit_into_memory(rows: int, classes: int, rows_in_a_leaf: int) -> None:
    assert extra_trees.rows_in_a_leaf(rows, classes, 4 * 2**30) == rows_in_a_leaf


def test_a_round_of_boosting_is_worth_more_where_it_grows_a_tree_for_each_class() -> None:
    boosted = registry.find("lightgbm").classify
    assert boosted is not None

    few = boosted(X[:300], CLASS[:300], X[300:], 1, 1, n_estimators=1)
    sixty = boosted(X[:300], CLASS[:300], X[300:], 1, 1, n_estimators=60)

    assert np.array_equal(few, sixty)  # never less than sixty rounds


def test_smaller_steps_of_boosting_are_more_of_them_however_many_classes_there_are() -> None:
    boosted, many = registry.find("lightgbm").classify, np.arange(300) % 60
    assert boosted is not None

    small = boosted(X[:300], many, X[300:], 1, 1, learning_rate=0.02, n_estimators=1)

    assert np.array_equal(small, boosted(X[:300], many, X[300:], 1, 1, learning_rate=0.02, n_estimators=1500))  # 3 / 0.02 = 1500 * 6 / 60


@pytest.mark.parametrize("model", ["lightgbm", "searched-boosting"])
def test_counts_that_are_all_0_are_expected_to_stay_0(model: str) -> None:
    technique = registry.find(model)
    assert technique.regress is not None
    given = (1, (1, 20.0)) if model == "searched-boosting" else (1, 1)

    assert technique.regress(X[:300], np.zeros(300), X[300:], *given, objective="poisson").tolist() == [0.0] * 100
    assert technique.regress(X[:300], np.eye(300)[0], X[300:], *given, objective="poisson").min() >= 0  # whichever rows are held out


def test_classes_are_weighted_alike_in_lines_too() -> None:
    rare = (NUMBER > 3.5).astype(int)

    plain, alike = (linear.logistic(X, rare, X, penalty=1.0, class_weight=weights)[:, 1].mean() for weights in (None, "balanced"))

    assert plain == pytest.approx(rare.mean(), abs=0.02)
    assert alike > 1.5 * plain


NOISY = NUMBER + rng.normal(0, 2, 400)  # which plain settings fit too closely


def test_a_search_finds_settings_that_do_better_on_rows_held_out() -> None:
    searched = searched_boosting.searched_numbers(X[:300], NOISY[:300], X[300:], 1, (1, 60.0))
    plain = registry.find("lightgbm").regress
    assert plain is not None

    missed = [np.abs(predicted - NUMBER[300:]).mean() for predicted in (searched, plain(X[:300], NOISY[:300], X[300:], 1, 1))]

    assert missed[0] < 0.9 * missed[1]


def test_a_search_ends_after_one_try_where_there_is_no_time(monkeypatch: pytest.MonkeyPatch) -> None:
    ticks = iter(range(0, 1000, 100))
    monkeypatch.setattr(time, "monotonic", lambda: float(next(ticks)))

    searched_boosting.searched_numbers(X[:300], NOISY[:300], X[300:], 1, (1, 60.0))

    assert next(ticks) == 200, "the clock was read at the start and after the first try"


@pytest.mark.parametrize("y", [np.repeat([0, 1], [299, 1]), np.arange(300), np.repeat([0, 1], 10)], ids=["one of a class", "all differ", "few rows"])
def test_where_nothing_can_be_held_out_settings_are_the_plain_ones(y: np.ndarray) -> None:
    plain = {"random_state": 1, "n_estimators": 3}

    found = searched_boosting.found_settings(lgb.LGBMClassifier, X[: len(y)], y, plain, int(y.max()) + 1, 60.0)

    assert found == plain


def test_a_search_is_judged_by_classes_that_recur_however_many_stand_once() -> None:
    y = np.concatenate([np.arange(2, 102), np.arange(200) % 2])  # 100 classes of one row, two of a hundred

    found = searched_boosting.found_settings(lgb.LGBMClassifier, X[:300], y, {"random_state": 1, "n_estimators": 3, "verbose": -1}, 102, 60.0)

    assert 20 <= found["n_estimators"] <= 400 * 6 / 102


def test_a_search_takes_the_place_of_plain_boosting_where_no_row_is_a_copy() -> None:
    asked, searched = brief(), registry.find("searched-boosting")
    task, blend = Task(competition=asked.competition, profile=asked.profile), Blueprint(domain="tabular", models=("linear", "lightgbm"))

    assert searched.apply(blend).models == ("linear", "searched-boosting")
    assert searched.applies(task, blend)
    assert not searched.applies(task, msgspec.structs.replace(blend, models=("linear",)))
    assert not searched.applies(task, msgspec.structs.replace(blend, copies=("shifted-copies",)))
    grouped = msgspec.structs.replace(task.profile, relation=Relation(kind=SplitKind.GROUPED, column="who", steps=9))
    assert not searched.applies(msgspec.structs.replace(task, profile=grouped), blend)


def chosen(x: np.ndarray | sparse.csr_matrix, y: np.ndarray) -> float:
    """The penalty that a linear model chooses for itself."""
    if y.dtype == float:
        return linear.least_loss(Ridge(), "alpha", linear.squared_error, x, y)
    return 1 / linear.least_loss(LogisticRegression(max_iter=50, warm_start=True), "C", linear.logarithmic_loss, x, y)


def test_a_line_through_a_few_strong_columns_is_penalised_less_than_one_through_many_weak_ones() -> None:
    chance = np.random.default_rng(7)
    x = chance.normal(0, 1, (300, 60))
    exact, noisy = x[:, 0], x.sum(axis=1) + chance.normal(0, 30, 300)

    assert chosen(x, exact) < 1
    assert chosen(x, noisy) > 16


def test_classes_that_words_tell_apart_are_penalised_less_than_those_by_lot() -> None:
    chance = np.random.default_rng(7)
    x = sparse.csr_matrix(chance.random((300, 200)) < 0.05, dtype=float)
    told = (np.asarray(x[:, :20].sum(axis=1)).ravel() > 0.5).astype(int)

    assert chosen(x, told) < 1 < chosen(x, chance.permutation(told))


def test_copies_of_a_row_are_held_out_together() -> None:
    chance = np.random.default_rng(7)
    x, y = chance.normal(0, 1, (200, 300)), chance.permutation(200) % 2
    copies = np.repeat(x, 5, axis=0) + chance.normal(0, 0.01, (1000, 300))  # of rows that tell nothing: copies would tell all

    assert chosen(copies, np.repeat(y, 5)) > 16


@pytest.mark.parametrize("y", [np.zeros(200, dtype=int), np.repeat([0, 1], [199, 1]), np.arange(200) // 3, np.repeat([0, 1], 100), np.arange(20) % 2])
def test_a_penalty_is_chosen_whatever_the_classes(y: np.ndarray) -> None:
    assert 4.0**-linear.VALUES_EACH_WAY <= chosen(X[: len(y)], y) <= 4.0**linear.VALUES_EACH_WAY


def test_penalties_are_compared_on_ten_thousand_rows_at_most() -> None:
    parts = linear.parts_to_compare(Ridge(), np.arange(19_999.0))

    assert all(len(fitted) + len(judged) <= linear.ROWS_COMPARED for _, fitted, judged in parts)
    assert parts


def test_a_penalty_that_is_given_is_taken() -> None:
    assert linear.ridge(X, NUMBER, X, penalty=7.0) == pytest.approx(Ridge(alpha=7.0).fit(X, NUMBER).predict(X))
