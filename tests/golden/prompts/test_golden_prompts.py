"""The prompts of all roles as reviewed files, and the page that shows them.

A change of words shows here: look at the difference, and write the files anew with `HASTE_GOLDEN=write pytest tests/golden`.
"""

import os
from pathlib import Path

import pytest

from haste.prompts.asking import letter
from haste.prompts.letter import Voice
from haste.report.example_briefs import example_briefs
from haste.report.prompts_page import page, prompt_text
from haste.vocabulary.scales import Role

HERE = Path(__file__).parent
PAGE = Path(__file__).parents[3] / "docs/prompts.md"


@pytest.mark.parametrize("role", list(Role))
def test_a_prompt_reads_as_it_was_reviewed(role: Role) -> None:
    text = prompt_text(letter(example_briefs()[role], Voice(model="a-model", tokens_max=32_000)))
    golden = HERE / f"{role}.txt"
    if os.environ.get("HASTE_GOLDEN") == "write":
        golden.write_text(text)

    assert text == golden.read_text()


def test_the_page_of_prompts_is_up_to_date() -> None:
    assert page() == PAGE.read_text(), "run `make docs`"
