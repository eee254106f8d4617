"""docs/competitions.md says what the code does."""

import re
from pathlib import Path

import yaml

from haste.competitions import bundled
from haste.competitions.config import Config
from haste.evaluation.media import SUFFIXES

PAGE = (Path(__file__).parents[3] / "docs" / "competitions.md").read_text(encoding="utf-8")


def test_the_example_of_a_config_has_every_key_and_is_one() -> None:
    example = re.search(r"```yaml\n(.*?)```", PAGE, re.DOTALL)

    assert example is not None
    said = yaml.safe_load(example.group(1))
    assert set(said) | {"grader", "lower_is_better"} == set(Config.model_fields)
    assert Config.model_validate(said).target == ("species",)


def test_suffixes_and_suites_are_all_named() -> None:
    assert [suffix for suffix in SUFFIXES if not re.search(rf"\b{suffix.removeprefix('.')}\b", PAGE)] == []
    assert [suite for suite in bundled.suites() if f"`{suite}`" not in PAGE] == []
