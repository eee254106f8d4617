"""What may be put together, and when two blueprints mean the same."""

import msgspec
import pytest

from haste.evaluation import metrics
from haste.techniques.blueprint import Blueprint
from haste.techniques.fitting import applicable, changed, holds_together, normal, permitted, started
from haste.techniques.picturing import working_shape
from haste.techniques.registry import find, known
from haste.techniques.rendering import render
from haste.techniques.task import Task
from tests.unit.techniques.examples import CASES, RESOURCES, drafts, task_in

BOOSTED = Blueprint(domain="tabular", features=("plain-numbers",), models=("lightgbm",), settings={"learning_rate": 0.02, "n_estimators": 750})


@pytest.fixture(scope="module")
def tasks(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Task]:
    folder = tmp_path_factory.mktemp("cases")
    return {case: task_in(folder / case, case) for case in CASES}


def slugs(task: Task, blueprint: Blueprint, allowed: tuple[str, ...] | None = None) -> set[str]:
    return {technique.slug for technique in applicable(task, blueprint, allowed=allowed)}


def test_a_setting_that_no_chosen_model_reads_goes_with_the_model_that_did(tasks: dict[str, Task]) -> None:
    linear = changed(tasks["price"], find("linear"), BOOSTED)

    assert linear.settings == {}
    assert linear == changed(tasks["price"], find("linear"), msgspec.structs.replace(BOOSTED, settings={}))


def test_a_setting_that_one_of_the_models_reads_stays(tasks: dict[str, Task]) -> None:
    assert changed(tasks["price"], find("blend-linear"), BOOSTED).settings == BOOSTED.settings


def test_seeds_go_where_there_is_no_network_any_more(tasks: dict[str, Task]) -> None:
    averaged = msgspec.structs.replace(BOOSTED, models=("neural-network",), settings={"seeds": 3})

    assert normal(tasks["price"], averaged) == averaged
    assert changed(tasks["price"], find("linear"), averaged).settings == {}


def test_a_setting_of_the_other_kind_of_target_is_not_read(tasks: dict[str, Task]) -> None:
    trees = Blueprint(domain="tabular", features=("plain-numbers",), models=("extra-trees",), settings={"class_weight": "balanced"})

    assert normal(tasks["species"], trees) == trees
    assert normal(tasks["price"], trees).settings == {}


def test_a_blueprint_means_what_its_normal_form_means(tasks: dict[str, Task]) -> None:
    task = tasks["price"]
    stale = msgspec.structs.replace(BOOSTED, settings={**BOOSTED.settings, "penalty": 5.0, "side": 16}, images=("smoothed-images",))

    one, other = (render(blueprint, task, resources=RESOURCES, seed=1).partition("import os")[2] for blueprint in (stale, normal(task, stale)))

    assert one == other
    assert normal(task, normal(task, stale)) == normal(task, stale)


def test_changes_of_images_go_where_no_column_is_made_of_them(tasks: dict[str, Task]) -> None:
    seen = Blueprint(domain="image", images=("smoothed-images",), copies=("mirrored-copies",), features=("plain-pixels",), models=("linear",))
    blind = msgspec.structs.replace(seen, features=("plain-numbers",), settings={"side": 16})

    assert normal(tasks["image-price"], seen) == seen
    assert normal(tasks["image-price"], blind) == Blueprint(domain="image", features=("plain-numbers",), models=("linear",))
    assert not {"without-colours", "shifted-copies", "finer-images"} & slugs(tasks["image-price"], blind)


def test_only_what_is_allowed_is_offered(tasks: dict[str, Task]) -> None:
    task = tasks["price"]
    allowed = ("linear", "target-encoding", "few-leaves", "a-slug-of-elsewhere")

    assert slugs(task, BOOSTED, allowed) == {"linear", "target-encoding", "few-leaves"}
    assert slugs(task, BOOSTED, ()) == set()
    assert slugs(task, BOOSTED, known("tabular")) == slugs(task, BOOSTED)


def test_a_voice_in_a_blend_is_allowed_only_with_the_model_that_speaks(tasks: dict[str, Task]) -> None:
    assert slugs(tasks["price"], BOOSTED, ("blend-linear",)) == set()
    assert slugs(tasks["price"], BOOSTED, ("blend-linear", "linear")) == {"blend-linear", "linear"}


def test_a_draft_leaves_out_what_is_not_allowed_or_not_known(tasks: dict[str, Task]) -> None:
    draft = started(tasks["price"], "x", ("plain-numbers", "one-hot", "never-heard-of", "linear"), allowed=("plain-numbers", "linear"))

    assert (draft.features, draft.models) == (("plain-numbers",), ("linear",))
    assert permitted(draft, ("linear", "plain-numbers"))
    assert not permitted(draft, ("linear",))


def test_models_without_columns_hold_together_only_where_none_can_be_made(tasks: dict[str, Task]) -> None:
    nothing = Blueprint(domain="tabular", models=("linear",))
    task = tasks["price"]
    empty = msgspec.structs.replace(task, profile=msgspec.structs.replace(task.profile, columns=()))

    assert not holds_together(task, nothing)
    assert holds_together(empty, nothing)
    assert "np.zeros((len(train), 1))" in render(nothing, empty, resources=RESOURCES, seed=1)


def test_what_may_be_negative_is_not_fitted_as_counts(tasks: dict[str, Task]) -> None:
    squared = Blueprint(domain="forecasting", features=("naive-forecast",), models=("lightgbm",))
    counted = msgspec.structs.replace(squared, settings=dict(find("poisson-loss").settings))
    task = tasks["series-price"]

    assert "trend-target" in slugs(task, squared)
    assert holds_together(task, counted)
    assert not {slug for slug in slugs(task, counted) if find(slug).signed}


def test_an_image_competition_without_images_is_a_table(tasks: dict[str, Task]) -> None:
    task = tasks["image-price"]
    lost = msgspec.structs.replace(task, profile=msgspec.structs.replace(task.profile, media=None))

    assert working_shape(lost) == (0, 0, 0)
    assert all(draft.features == ("plain-numbers", "one-hot") for draft in drafts(lost))


@pytest.mark.parametrize(
    ("size", "files", "side", "expected"),
    [
        ((28, 28, 1), 100, 32, (28, 28, 1)),  # small ones stay as they are
        ((640, 480, 3), 100, 32, (24, 32, 3)),
        ((640, 480, 3), 100, 48, (36, 48, 3)),
        ((1000, 2, 3), 100, 32, (1, 32, 3)),
        ((640, 640, 3), 100_000, 32, (12, 12, 3)),  # all of them have to fit into the memory
        ((9, 9, 5), 10, 32, (9, 9, 4)),
    ],
)
def test_images_are_worked_on_at_a_bounded_size(
    size: tuple[int, int, int], files: int, side: int, expected: tuple[int, int, int], tasks: dict[str, Task]
) -> None:
    task = tasks["image-label"]
    assert task.profile.media is not None
    media = msgspec.structs.replace(task.profile.media, width=size[0], height=size[1], channels=size[2], files=files)

    assert working_shape(msgspec.structs.replace(task, profile=msgspec.structs.replace(task.profile, media=media)), side) == expected


def test_copies_are_not_made_of_many_images(tasks: dict[str, Task]) -> None:
    task = tasks["image-label"]
    draft = drafts(task)[1]
    many = msgspec.structs.replace(task, profile=msgspec.structs.replace(task.profile, rows=3000))

    assert "shifted-copies" in slugs(task, draft)
    assert "shifted-copies" not in slugs(many, draft)


def test_mirrored_looks_need_mirrored_training(tasks: dict[str, Task]) -> None:
    task = tasks["image-label"]
    draft = drafts(task)[1]

    assert "mirrored-looks" not in slugs(task, draft)
    assert "mirrored-looks" in slugs(task, changed(task, find("mirrored-copies"), draft))


@pytest.mark.parametrize("slug", ["repeated-waves", "stretched-waves"])
def test_what_reads_the_lengths_of_signals_comes_before_what_moves_samples(slug: str, tasks: dict[str, Task]) -> None:
    task = tasks["signal-price"]
    moved = started(task, "x", ("begun-at-the-peak", "magnitude-channel", "window-statistics", "linear"))

    assert changed(task, find(slug), moved).waves == (slug, "begun-at-the-peak", "magnitude-channel")


@pytest.mark.parametrize(("one", "other"), [("repeated-waves", "stretched-waves"), ("stretched-waves", "repeated-waves")])
def test_signals_are_repeated_or_stretched_and_not_both(one: str, other: str, tasks: dict[str, Task]) -> None:
    task = tasks["signal-price"]
    long = started(task, "x", ("begun-at-the-peak", one, "window-statistics", "linear"))

    assert other in slugs(task, long)
    assert changed(task, find(other), long).waves == (other, "begun-at-the-peak")


@pytest.mark.parametrize(("case", "metric", "slug"), [("price", "rmsle", "log-target"), ("grade", "qwk", "ordinal-cut")])
def test_a_draft_has_what_the_metric_asks_for_from_the_start(tasks: dict[str, Task], case: str, metric: str, slug: str) -> None:
    task = under(tasks[case], metric)

    assert slug in started(task, "boosting", ("plain-numbers", "lightgbm")).slugs
    assert slug not in started(under(task, "mae"), "boosting", ("plain-numbers", "lightgbm")).slugs
    assert slug not in started(task, "boosting", ("plain-numbers", "lightgbm"), allowed=("plain-numbers", "lightgbm")).slugs


def test_a_draft_boosts_towards_the_median_where_errors_count_as_they_are(tasks: dict[str, Task]) -> None:
    assert started(under(tasks["price"], "mae"), "boosting", ("plain-numbers", "lightgbm")).settings == {"objective": "l1"}
    assert started(under(tasks["price"], "rmse"), "boosting", ("plain-numbers", "lightgbm")).settings == {}


def test_what_a_draft_has_in_its_slot_already_is_not_replaced(tasks: dict[str, Task]) -> None:
    draft = started(under(tasks["price"], "rmsle"), "boosting", ("plain-numbers", "lightgbm", "root-target"))

    assert draft.targets == ("log-target",), "the root does not fit that metric"
    assert started(under(tasks["series-price"], "rmsle"), "boosting", ("level-target", "calendar-parts", "lightgbm")).targets == ("level-target",)


def under(task: Task, metric: str) -> Task:
    return msgspec.structs.replace(task, competition=msgspec.structs.replace(task.competition, metric=metrics.resolve(metric)))
