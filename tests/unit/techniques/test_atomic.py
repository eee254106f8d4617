"""Every technique is one change: it touches one field of a blueprint, and the blueprint survives as bytes."""

import msgspec
import pytest

from haste.errors import CodecError
from haste.techniques import registry
from haste.techniques.blueprint import Blueprint, decode, encode
from haste.techniques.fitting import applicable, holds_together
from haste.techniques.task import Task
from tests.unit.techniques.examples import CASES, drafts, seemingly_large, task_in


@pytest.fixture(scope="module")
def tasks(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Task]:
    folder = tmp_path_factory.mktemp("cases")
    return {case: seemingly_large(task_in(folder / case, case)) for case in CASES}


def test_a_technique_changes_its_own_slot_and_nothing_else(tasks: dict[str, Task]) -> None:
    for task in tasks.values():
        for made in drafts(task):
            draft = msgspec.structs.replace(made, approach="as nobody else writes it")
            before = msgspec.structs.asdict(draft)
            for technique in applicable(task, draft):
                after = msgspec.structs.asdict(technique.apply(draft))
                assert [name for name in after if after[name] != before[name]] == [technique.slot], technique.slug


def test_the_drafts_of_a_case_differ_and_none_is_without_a_model(tasks: dict[str, Task]) -> None:
    for task in tasks.values():
        started = drafts(task)
        assert len({(draft.features, draft.models) for draft in started}) == len(started) >= 3
        assert all(holds_together(task, draft) for draft in started)


def test_a_setting_applies_only_where_a_part_understands_it(tasks: dict[str, Task]) -> None:
    linear, given, boosted = (
        {
            technique.slug
            for technique in applicable(tasks["species-label"], Blueprint(domain="tabular", features=("plain-numbers",), models=(model,)))
        }
        for model in ("linear", "linear-svm", "lightgbm")
    )

    assert "weaker-penalty" in given - boosted - linear
    assert {"slow-learning", "few-leaves"} <= boosted - given - linear


@pytest.mark.parametrize(("case", "model"), [("price", "lightgbm"), ("species-label", "linear-svm"), ("price", "extra-trees")])
def test_seeds_are_averaged_of_networks_alone(tasks: dict[str, Task], case: str, model: str) -> None:
    certain = Blueprint(domain="tabular", features=("plain-numbers",), models=(model,))
    blended = msgspec.structs.replace(certain, models=(model, "neural-network"))

    offered, offered_blend = ({technique.slug for technique in applicable(tasks[case], blueprint)} for blueprint in (certain, blended))

    assert "seed-average" in offered_blend - offered


def test_predictions_are_cut_at_the_range_only_where_a_model_can_leave_it(tasks: dict[str, Task]) -> None:
    boosted = Blueprint(domain="tabular", features=("plain-numbers",), models=("lightgbm",))
    blended = msgspec.structs.replace(boosted, models=("lightgbm", "linear"))

    assert "within-range" not in {technique.slug for technique in applicable(tasks["price"], boosted)}
    assert "within-range" in {technique.slug for technique in applicable(tasks["price"], blended)}


def test_what_trees_cannot_see_is_not_offered_to_them(tasks: dict[str, Task]) -> None:
    boosted = Blueprint(domain="tabular", features=("plain-numbers",), models=("lightgbm",))
    blended = msgspec.structs.replace(boosted, models=("lightgbm", "linear"))

    assert "log-numbers" not in {technique.slug for technique in applicable(tasks["price"], boosted)}
    assert "log-numbers" in {technique.slug for technique in applicable(tasks["price"], blended)}


def test_a_model_of_classes_is_not_offered_where_numbers_are_predicted(tasks: dict[str, Task]) -> None:
    cut = Blueprint(domain="tabular", features=("plain-numbers",), models=("lightgbm",), answers=("ordinal-cut",))

    assert "discriminant" not in {technique.slug for technique in applicable(tasks["grade"], cut)}
    assert not holds_together(tasks["price"], Blueprint(domain="tabular", models=("discriminant",)))
    assert not holds_together(tasks["price"], Blueprint(domain="tabular"))


def test_targets_of_several_columns_are_not_transformed(tasks: dict[str, Task]) -> None:
    draft = drafts(tasks["two-prices"])[1]

    assert not {"log-target", "poisson-loss"} & {technique.slug for technique in applicable(tasks["two-prices"], draft)}


def test_a_level_is_divided_by_only_where_no_other_target_may_be_negative(tasks: dict[str, Task]) -> None:
    draft = Blueprint(domain="forecasting", features=("naive-forecast",), models=("lightgbm",))

    one, two = ({technique.slug for technique in applicable(tasks[case], draft)} for case in ("series-price", "series-two"))

    assert "level-target" in one - two


def test_a_feature_takes_the_place_of_the_one_it_replaces(tasks: dict[str, Task]) -> None:
    coded = Blueprint(domain="tabular", features=("plain-numbers", "ordinal-codes"), models=("linear",))

    assert registry.find("one-hot").apply(coded).features == ("plain-numbers", "one-hot")
    assert "ordinal-codes" not in {technique.slug for technique in applicable(tasks["price"], registry.find("one-hot").apply(coded))}


def test_a_blueprint_comes_back_from_its_bytes() -> None:
    blueprint = Blueprint(domain="text", features=("word-tfidf",), models=("linear",), settings={"longest": 2, "penalty": 0.2})

    assert decode(encode(blueprint)) == blueprint


def test_settings_in_another_order_are_the_same_bytes() -> None:
    one, other = (Blueprint(domain="text", settings=dict(items)) for items in ([("a", 1), ("b", 2)], [("b", 2), ("a", 1)]))

    assert encode(one) == encode(other)


@pytest.mark.parametrize("notes", [b"", b"\xff", b"{}", b'{"domain": 3}'])
def test_notes_of_another_author_are_refused(notes: bytes) -> None:
    with pytest.raises(CodecError, match="blueprint of the offline author"):
        decode(notes)


def test_solutions_of_all_techniques_together_have_one_function_of_each_name() -> None:
    entries = {
        entry
        for technique in registry.every().values()
        for regression in (True, False)
        if (entry := technique.entry(regression=regression)) is not None
    }
    names = [entry.__name__ for entry in entries]

    assert sorted(names) == sorted(set(names))
