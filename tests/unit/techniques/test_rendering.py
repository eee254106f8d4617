"""The file that a blueprint becomes."""

import ast
from pathlib import Path

import msgspec
import pytest

from haste.techniques.blueprint import Blueprint
from haste.techniques.rendering import render
from haste.techniques.task import Task
from tests.unit.techniques.examples import RESOURCES, drafts, task_in

GOLDEN = Path(__file__).with_name("golden_solution.txt")  # reviewed by eye; a change of it is a change of what users read
BLENDED = Blueprint(
    domain="tabular",
    approach="boosting",
    features=("plain-numbers", "ordinal-codes", "target-encoding"),
    models=("lightgbm", "linear", "neural-network"),
    targets=("log-target",),
    answers=("within-range",),
    settings={"learning_rate": 0.02, "n_estimators": 750, "seeds": 3},
)


@pytest.fixture(scope="module")
def price(tmp_path_factory: pytest.TempPathFactory) -> Task:
    return task_in(tmp_path_factory.mktemp("price"), "price")


def test_a_solution_reads_as_it_was_reviewed(price: Task) -> None:
    assert render(BLENDED, price, resources=RESOURCES, seed=1) == GOLDEN.read_text()


def test_a_solution_names_no_path_of_the_host(price: Task) -> None:
    assert price.competition.public not in render(BLENDED, price, resources=RESOURCES, seed=1)


def test_a_setting_reaches_only_the_functions_that_understand_it(price: Task) -> None:
    text = render(msgspec.structs.replace(BLENDED, settings={"penalty": 5.0}), price, resources=RESOURCES, seed=1)

    assert "ridge(scaled, y, scaled_test, penalty=5.0)" in text
    assert "boosted_numbers(x, y, x_test, SEED, CPUS)," in text


def test_cores_and_seed_stand_in_the_file(price: Task) -> None:
    text = render(BLENDED, price, resources=msgspec.structs.replace(RESOURCES, cpus=3), seed=77)

    assert "\nCPUS = 3\n" in text
    assert 'os.environ.get("SEED", "77")' in text


@pytest.mark.parametrize("name", ['""" + exec("1") + """', "line\nbreak", "back\\", "\u202e"])
def test_no_name_of_a_competition_breaks_the_file(name: str, price: Task) -> None:
    task = msgspec.structs.replace(price, competition=msgspec.structs.replace(price.competition, name=name))

    text = render(BLENDED, task, resources=RESOURCES, seed=1)
    tree = ast.parse(text)

    assert "\u202e" not in text  # it would show the line in another order than Python reads it
    assert isinstance(tree.body[0], ast.Expr)
    assert isinstance(tree.body[1], ast.Import)


def test_columns_of_several_targets_are_answered_in_the_order_of_the_sample(tmp_path: Path) -> None:
    task = task_in(tmp_path, "two-prices")

    assert 'TARGETS = ["weight", "price"]' in render(drafts(task)[0], task, resources=RESOURCES, seed=1)


def test_one_hot_targets_in_training_are_read_as_one_label(tmp_path: Path) -> None:
    task = task_in(tmp_path, "species")
    competition = msgspec.structs.replace(task.competition, target=task.competition.answer_columns)

    text = render(drafts(task)[0], msgspec.structs.replace(task, competition=competition), resources=RESOURCES, seed=1)

    assert "train, y = one_hot_codes(train, TARGETS)" in text
