"""Networks learn what rows show, give the same again for a seed, and end in time."""

import inspect
import os
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from msgspec import structs

from haste.techniques import registry
from haste.techniques.blueprint import Blueprint
from haste.techniques.fitting import holds_together, normal
from haste.techniques.rendering import render
from haste.techniques.task import Task
from haste.techniques.technique import Function, Technique
from haste.techniques.waving import working_form
from tests.unit.techniques.examples import RESOURCES, seemingly_large, task_in

NETWORKS = [technique for technique in registry.every().values() if technique.sees and not technique.puts]
FORMS = {"images": (9, 11, 2), "waves": (40, 2)}
RNG = np.random.default_rng(2)
PLACE = RNG.integers(0, 3, 140)
QUICK = {"shown": 1200}


def shown(form: tuple[int, ...]) -> np.ndarray:
    """A column without news, and behind it faint noise with something bright: a point, a dash or a block by the row's class."""
    values = RNG.normal(0, 0.1, (len(PLACE), *form))
    for row, kind in zip(values, PLACE, strict=True):
        start = RNG.integers(2, 5)
        if row.ndim == 3:
            row[start : start + (1, 3, 3)[kind], start : start + (1, 1, 3)[kind]] += 2.0
        else:
            row[4 * start : 4 * start + (1, 5, 15)[kind], 1] += 2.0
    return np.hstack([np.zeros((len(PLACE), 1)), values.reshape(len(PLACE), -1)])


def predicted(function: Function, form: tuple[int, ...], y: np.ndarray, **named: object) -> np.ndarray:
    """For the last forty rows, by a network of the others."""
    x = shown_once[form]
    given = {"seed": 5, "terms": (form, 1, 60.0), **QUICK, **named}
    return np.asarray(function(x[:100], y[:100], x[100:], **given))


shown_once = {form: shown(form) for form in FORMS.values()}


@pytest.mark.parametrize("network", NETWORKS, ids=lambda network: network.slug)
def test_a_network_tells_classes_by_what_rows_show(network: Technique) -> None:
    assert network.classify is not None
    form = FORMS[network.sees]

    probabilities = predicted(network.classify, form, PLACE)

    assert probabilities.shape == (40, 3)
    assert probabilities.sum(axis=1) == pytest.approx(np.ones(40), abs=1e-5)
    assert (probabilities.argmax(axis=1) == PLACE[100:]).mean() > 0.7


@pytest.mark.parametrize("network", NETWORKS, ids=lambda network: network.slug)
def test_a_seed_gives_the_same_again_and_another_one_does_not(network: Technique) -> None:
    assert network.classify is not None
    one, same, other = (predicted(network.classify, FORMS[network.sees], PLACE, seed=seed, shown=128) for seed in (5, 5, 6))

    assert np.array_equal(one, same)
    assert not np.array_equal(one, other)


@pytest.mark.parametrize("network", NETWORKS, ids=lambda network: network.slug)
def test_a_network_tells_numbers_in_their_own_unit(network: Technique) -> None:
    assert network.regress is not None

    numbers = predicted(network.regress, FORMS[network.sees], 1000.0 + 50 * PLACE)

    assert np.corrcoef(numbers, PLACE[100:])[0, 1] > 0.7
    assert 950 < numbers.min() < numbers.max() < 1150


@pytest.fixture(scope="module")
def convolved() -> Function:
    found = registry.find("small-convolutions").classify
    assert found is not None
    return found


def test_a_clock_that_runs_out_ends_the_training_and_not_the_answer(convolved: Function) -> None:
    began = time.monotonic()

    probabilities = predicted(convolved, FORMS["images"], PLACE, terms=(FORMS["images"], 1, 0.5), shown=10_000_000, rounds_max=10_000_000)

    assert time.monotonic() - began < 20  # ten million rows take an hour
    assert np.isfinite(probabilities).all()


def test_processes_that_put_batches_together_change_nothing(convolved: Function) -> None:
    alone = predicted(convolved, FORMS["images"], PLACE, shown=64)

    assert np.array_equal(alone, predicted(convolved, FORMS["images"], PLACE, shown=64, workers=2))


def test_a_network_reads_the_columns_beside_what_is_shown(convolved: Function) -> None:
    x = np.hstack([PLACE[:, None] * 7.0, np.full((len(PLACE), 1), np.nan), np.zeros((len(PLACE), 9 * 11 * 2))])

    probabilities = convolved(x[:100], PLACE[:100], x[100:], 1, (FORMS["images"], 1, 60.0), **QUICK)

    assert (probabilities.argmax(axis=1) == PLACE[100:]).mean() > 0.9


def test_weights_mixing_and_other_sides_leave_probabilities(convolved: Function) -> None:
    changes = {"class_weight": "balanced", "mixed": 0.3, "turned": True, "mirrored": True, "shown": 64}

    assert predicted(convolved, FORMS["images"], PLACE, **changes).sum(axis=1) == pytest.approx(np.ones(40), abs=1e-5)


def test_a_rare_class_with_weight_is_chosen_more_often(convolved: Function) -> None:
    rare = (np.arange(140) % 14 == 0).astype(int)  # nothing that is shown tells it

    plain, weighted = (predicted(convolved, FORMS["images"], rare, shown=640, class_weight=weight)[:, 1].mean() for weight in (None, "balanced"))

    assert weighted > 2 * plain


@pytest.fixture(scope="module")
def labelled(tmp_path_factory: pytest.TempPathFactory) -> Task:
    return seemingly_large(task_in(tmp_path_factory.mktemp("label"), "image-label"))


def test_a_solution_with_a_network_says_nothing_and_writes_nothing_but_its_answers(labelled: Task, tmp_path: Path) -> None:
    blueprint = Blueprint(domain="image", models=("small-convolutions", "linear"), features=("gradient-histograms",), settings={"shown": 64})
    (tmp_path / "solution.py").write_text(render(blueprint, labelled, resources=RESOURCES, seed=1))
    given = {**os.environ, "INPUT": labelled.competition.public, "OUTPUT": "submission.csv", "PYTHONDONTWRITEBYTECODE": "1"}

    done = subprocess.run([sys.executable, "solution.py"], cwd=tmp_path, env=given, capture_output=True, text=True, check=True)

    assert (done.stdout, done.stderr) == ("", "")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["solution.py", "submission.csv"]


@pytest.mark.parametrize(
    ("blueprint", "share"),
    [
        (Blueprint(domain="image", models=("small-convolutions",)), "/ 1 "),
        (Blueprint(domain="image", models=("small-convolutions", "linear", "residual-network"), settings={"seeds": 3}), "/ 6 "),
        (Blueprint(domain="image", models=("small-convolutions",), answers=("label-weights",)), "/ 4 "),
    ],
)
def test_trainings_share_the_time(blueprint: Blueprint, share: str, labelled: Task) -> None:
    text = render(blueprint, labelled, resources=RESOURCES, seed=1)

    assert f'SECONDS = 0.7 * float(os.environ.get("TIME_LIMIT_S", "60")) {share}' in text


def test_a_network_sees_images_without_any_column_and_columns_of_words_not_at_all(labelled: Task) -> None:
    understood = {"side": 48, "mirrored": True}
    alone = Blueprint(domain="image", models=("small-convolutions",), images=("smoothed-images",), settings={**understood, "penalty": 2.0})

    assert holds_together(labelled, alone)
    assert normal(labelled, alone) == structs.replace(alone, settings=understood)
    assert not holds_together(labelled, Blueprint(domain="image", models=("small-convolutions",), features=("word-tfidf",)))
    assert not holds_together(labelled, Blueprint(domain="image", models=("linear",)))


def test_other_models_do_not_see_what_the_network_sees(labelled: Task) -> None:
    blueprint = Blueprint(domain="image", models=("linear", "small-convolutions"), features=("channel-statistics",))

    text = render(blueprint, labelled, resources=RESOURCES, seed=1)

    assert "columns, columns_test = x[:, :-VALUES], x_test[:, :-VALUES]" in text
    assert "scaled, scaled_test = standardised(columns, columns_test)" in text
    assert "logistic(scaled, y, scaled_test)" in text
    assert "convolved_classes(x, y, x_test, SEED, (FORM, CPUS, SECONDS))" in text


def test_a_network_is_told_of_a_channel_that_a_change_adds(tmp_path: Path) -> None:
    task = seemingly_large(task_in(tmp_path, "signal-label"))
    blueprint = Blueprint(domain="signal", models=("inception-network",), waves=("magnitude-channel",))

    (samples, channels, _), text = working_form(task), render(blueprint, task, resources=RESOURCES, seed=1)

    assert f"FORM = ({samples}, {channels + 1})  # of what" in text


def test_a_network_of_signals_understands_no_setting_that_only_images_have() -> None:
    signal = {name for slug in registry.known("signal") for name in registry.find(slug).settings}

    assert set(registry.find("inception-network").understands) <= signal


def test_a_function_that_is_not_loaded_asks_for_what_the_loaded_one_asks_for(convolved: Function) -> None:
    module = sys.modules[convolved.__module__]

    assert [*inspect.signature(convolved).parameters] == [*inspect.signature(getattr(module, convolved.__name__)).parameters]
