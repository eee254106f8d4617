"""What an index holds of each skill."""

from haste.ports import SkillRow
from haste.projections.skill_rows import rows_of, scope_of
from haste.projections.skill_tiers import Entry
from haste.vocabulary.ids import SkillId
from haste.vocabulary.scales import SkillKind, SkillState, Tier
from haste.vocabulary.skill import Skill
from tests.builders import skill


def entry(value: Skill) -> Entry:
    return Entry(skill=value, state=SkillState.LEARNED)


def test_a_scope_says_who_a_skill_is_for() -> None:
    assert scope_of(skill("a", Tier.GLOBAL)) == "g"
    assert scope_of(skill("a", Tier.DOMAIN, domain="text")) == "d:text"
    assert scope_of(skill("a", of="moss")) == "c:moss"


def test_a_row_holds_all_words_of_a_skill() -> None:
    assert rows_of([entry(skill("a", Tier.DOMAIN, technique="one-hot"))]) == (
        SkillRow(
            id=SkillId("a"),
            scope="d:tabular",
            kind=SkillKind.LEARNING,
            text="Title of a\none-hot\nThere are categories.\nThere are none.\nDo it.",
        ),
    )


def test_rows_come_by_scope_and_then_by_id() -> None:
    skills = (skill("d"), skill("b", Tier.GLOBAL), skill("c", of="a-leaf"), skill("a"), skill("e", Tier.DOMAIN))

    rows = rows_of(map(entry, skills))

    assert [(row.scope, row.id) for row in rows] == [("c:a-leaf", "c"), ("c:leaf", "a"), ("c:leaf", "d"), ("d:tabular", "e"), ("g", "b")]
    assert rows_of([]) == ()
