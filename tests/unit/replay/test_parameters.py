"""Which constants `--what-if` may change, and what it says of the others."""

import dataclasses

import pytest

from haste.errors import UseError
from haste.thresholds import CURRENT
from replay.parameters import NEED_TRIALS, READ_BY, Change, changed, changes


def refusal(*texts: str) -> UseError:
    with pytest.raises(UseError) as caught:
        changes(texts)
    return caught.value


def test_every_constant_is_read_by_one_rule_or_needs_new_trials() -> None:
    named = [name for group in (READ_BY, NEED_TRIALS) for names in group.values() for name in names]

    assert sorted(named) == sorted(field.name for field in dataclasses.fields(CURRENT) if field.name != "version")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("promotion.proven_competitions=3", 3),
        ("acceptance.advance_confidence_folds=0.8", 0.8),
        ("promotion.effect_prior_competitions=0", 0.0),
        ("acceptance.race_looks=1,2,4", (1, 2, 4)),
        ("acceptance.race_looks=", ()),
        ("promotion.words_from_rows=False", False),
        ("promotion.words_from_rows=true", True),
        ("acceptance.race_standard_errors=1", (1.0,)),
        ("acceptance.race_standard_errors=2,0.5,0", (2.0, 0.5, 0.0)),
    ],
)
def test_a_value_has_the_kind_of_its_constant(text: str, value: object) -> None:
    (change,) = changes([text])

    assert (change.parameter, change.value) == (text.partition("=")[0], value)
    assert type(change.value) is type(value)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("promotion.proven_competitions=0", "a whole number from 1"),
        ("promotion.proven_competitions=2.0", "a whole number from 1"),
        ("promotion.proven_competitions=-1", "a whole number from 1"),
        ("promotion.proven_competitions=", "a whole number from 1"),
        ("acceptance.advance_confidence_folds=nan", "a number between 0 and 1"),
        ("acceptance.advance_confidence_folds=1", "a number between 0 and 1"),
        ("acceptance.race_standard_errors=inf", "a number from 0"),
        ("acceptance.race_standard_errors=-1", "a number from 0"),
        ("acceptance.race_standard_errors=", "a number from 0"),
        ("consolidation.words_alike=much", "a number from 0"),
        ("promotion.words_from_rows=1", "true or false"),
        ("acceptance.race_looks=2,1", "whole numbers in rising order"),
        ("acceptance.race_looks=1,1", "whole numbers in rising order"),
        ("acceptance.race_looks=1;2", "a whole number from 1"),
        ("promotion.proven_competitions", "RULE.PARAM=VALUE"),
    ],
)
def test_a_value_that_it_cannot_have_is_refused(text: str, expected: str) -> None:
    error = refusal(text)

    assert expected in error.expected
    assert error.where == f"--what-if {text}"


def test_an_unknown_name_is_told_the_nearest_and_all() -> None:
    error = refusal("promotion.min_competitions=3")

    assert "Nearest: promotion.proven_competitions" in error.next_step
    assert all(f"{rule}.{name}" in error.next_step for rule, names in READ_BY.items() for name in names)


def test_a_name_under_the_wrong_rule_is_told_the_right_one() -> None:
    assert refusal("acceptance.retire_uses=2").next_step.startswith("Nearest: promotion.retire_uses")


@pytest.mark.parametrize("name", [name for names in NEED_TRIALS.values() for name in names])
def test_a_constant_that_changes_what_is_tried_would_need_new_trials(name: str) -> None:
    assert refusal(f"run.{name}=2").found == f"{name}, which would need new trials"


def test_a_constant_is_changed_once() -> None:
    assert refusal("promotion.retire_uses=2", "promotion.retire_uses=3").expected == "each constant once"


def test_changed_rules_keep_their_name_and_all_other_constants() -> None:
    rules = changed(CURRENT, (Change(parameter="promotion.retire_uses", value=9),))

    assert (rules.version, rules.retire_uses) == (CURRENT.version, 9)
    assert dataclasses.replace(rules, retire_uses=CURRENT.retire_uses) == CURRENT
