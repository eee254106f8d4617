"""Finding a skill by its id."""

import pytest

from haste.errors import SkillNotFoundError
from haste.projections.lookup import found
from haste.vocabulary.ids import SkillId
from tests.builders import learned, memory_of, skill

TIERS = memory_of(*(learned(skill(name)) for name in ("one-hot-0123456789ab", "one-hot-1123456789ab", "rank-gauss-0a0b0c0d0e0f"))).tiers


def test_a_skill_is_found_by_its_id() -> None:
    assert found(TIERS, SkillId("one-hot-0123456789ab")).skill.id == "one-hot-0123456789ab"


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("one-hot-0", "Nearest: one-hot-0123456789ab."),
        ("one-hot-0123456789ax", "Nearest: one-hot-0123456789ab, one-hot-1123456789ab."),
        ("rank-gaus-0a0b0c0d0e0f", "Nearest: rank-gauss-0a0b0c0d0e0f."),
        ("zzz", "`haste skills list` shows all of them."),
        ("", "`haste skills list` shows all of them."),
    ],
    ids=["begun", "mistyped", "misspelt", "strange", "empty"],
)
def test_an_id_that_is_not_there_offers_the_nearest(typed: str, offered: str) -> None:
    with pytest.raises(SkillNotFoundError) as raised:
        found(TIERS, SkillId(typed))

    assert str(raised.value) == f"the log: expected one of the 3 skills, found {typed!r}. {offered}"
