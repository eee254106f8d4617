"""Names of skills are functions of what they are about."""

import msgspec
import pytest

from haste.decisions.naming import name
from haste.vocabulary.ids import CompetitionId, SkillId
from haste.vocabulary.scales import SkillKind, Tier
from tests.builders import skill


@pytest.mark.parametrize(
    "changes",
    [
        {"tier": Tier.GLOBAL},
        {"domain": "text"},
        {"competition": CompetitionId("tree")},
        {"kind": SkillKind.RECIPE},
        {"technique": "linear"},
        {"sources": (SkillId("x"),)},
    ],
    ids=lambda changes: next(iter(changes)),
)
def test_skills_about_different_things_have_different_ids(changes: dict[str, object]) -> None:
    assert name(msgspec.structs.replace(skill("one"), **changes), []) != name(skill("one"), [])


def test_the_words_the_author_and_the_order_of_sources_do_not_change_an_id() -> None:
    one = skill("one", sources=("x", "y"))
    other = msgspec.structs.replace(skill("two", sources=("y", "x")), title="Other", author="somebody")

    assert name(other, []) == name(one, [])


def test_each_further_skill_about_the_same_has_another_id() -> None:
    one, about_something_else = skill("one"), skill("two", technique="linear")

    ids = [name(one, [one] * count) for count in range(3)]

    assert len(set(ids)) == 3
    assert name(one, [about_something_else]) == ids[0]


def test_a_technique_that_is_not_reconciled_yet_makes_an_id_without_a_colon() -> None:
    assert name(skill("one", technique="new:quantile-bins"), []).startswith("new-quantile-bins-")
