"""Every constant has a reason beside it, and every rule version keeps its own name."""

import dataclasses
import inspect
import json
import re
from pathlib import Path

import pytest

from haste.thresholds import CURRENT, RULES, Thresholds

CONSTANT = re.compile(r"^    (\w+): [\w\[\], .]+ = [^#]+?(?:  # (.+))?$", re.MULTILINE)


def test_every_constant_has_a_reason_on_its_line() -> None:
    reasons = dict(CONSTANT.findall(inspect.getsource(Thresholds)))

    constants = [field.name for field in dataclasses.fields(Thresholds) if field.name != "version"]

    assert list(reasons) == constants
    assert [name for name in constants if len(reasons[name].split()) < 3] == []


def test_a_rule_is_kept_under_its_own_version() -> None:
    assert {version: rule.version for version, rule in RULES.items()} == {version: version for version in RULES}
    assert RULES[CURRENT.version] is CURRENT


def test_a_released_rule_keeps_all_its_constants() -> None:
    """One that is new needs a default by which the old versions decide as they did; one that changes needs a new version of the rules."""
    kept = json.loads((Path(__file__).parents[1] / "golden" / "rules.json").read_text())

    now = {version: json.loads(json.dumps(dataclasses.asdict(rules))) for version, rules in RULES.items()}

    assert {version: {name: now[version][name] for name in constants} for version, constants in kept.items()} == kept
    assert kept.keys() == RULES.keys(), "run `python tests/golden/make.py`, which adds the new version"


def test_a_rule_cannot_be_changed_but_what_if_can_make_another() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        CURRENT.folds = 3  # type: ignore[misc]  # the assignment is what is tested

    assert dataclasses.replace(CURRENT, folds=3).folds == 3
    assert CURRENT.folds != 3
