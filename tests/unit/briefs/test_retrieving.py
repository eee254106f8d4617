"""A brief has room for so many learnings: those that have most to do with the task, in the order of the loading rule."""

from collections.abc import Collection, Sequence

import msgspec
import pytest

from haste.briefs.retrieving import fitting
from haste.vocabulary.brief import LoadedSkill
from haste.vocabulary.ids import SkillId
from haste.vocabulary.scales import SkillKind, SkillState, Tier
from tests.builders import skill

OWN = skill("own")
SHELF = (OWN, skill("b", Tier.DOMAIN), skill("a", Tier.DOMAIN, domain="text"), skill("wide", Tier.GLOBAL))
RECIPE = msgspec.structs.replace(skill("recipe", of="moss"), kind=SkillKind.RECIPE)


def loaded() -> tuple[LoadedSkill, ...]:
    return tuple(LoadedSkill(skill=one, state=SkillState.PROBATION) for one in SHELF)


def names(found: Sequence[LoadedSkill]) -> list[str]:
    return [one.skill.id for one in found]


class Index:
    """Answers always the same, and keeps what it was asked."""

    def __init__(self, *answer: str) -> None:
        self.asked: list[Collection[str]] = []
        self._answer = tuple(map(SkillId, answer))

    def search(self, scopes: Collection[str]) -> tuple[SkillId, ...]:
        self.asked.append(scopes)
        return self._answer


@pytest.mark.parametrize("skills_max", [4, 5])
def test_where_all_fit_nobody_is_asked(skills_max: int) -> None:
    index = Index("wide")

    assert fitting(loaded(), skills_max=skills_max, search=index.search) == loaded()
    assert index.asked == []


def test_the_best_stay_in_the_order_of_the_loading_rule() -> None:
    index = Index("wide", "a", "own")

    assert names(fitting(loaded(), skills_max=2, search=index.search)) == ["a", "wide"]
    assert names(fitting(loaded(), skills_max=3, search=index.search)) == ["own", "a", "wide"]


def test_those_that_were_not_found_fill_the_rest_in_the_order_of_the_loading_rule() -> None:
    assert names(fitting(loaded(), skills_max=3, search=Index("wide").search)) == ["own", "b", "wide"]
    assert names(fitting(loaded(), skills_max=2, search=Index().search)) == ["own", "b"]


def test_what_is_found_and_not_loaded_takes_no_place() -> None:
    assert names(fitting(loaded(), skills_max=2, search=Index("stranger", "other", "wide", "b").search)) == ["b", "wide"]


def test_only_the_scopes_of_what_is_loaded_are_asked_for() -> None:
    index = Index()

    fitting(loaded(), skills_max=3, search=index.search)

    assert index.asked == [["c:leaf", "d:tabular", "d:text", "g"]]


def test_recipes_stay_and_take_no_place() -> None:
    recipe = LoadedSkill(skill=RECIPE, state=SkillState.LEARNED)
    index = Index("a")

    assert names(fitting((*loaded(), recipe), skills_max=1, search=index.search)) == ["a", "recipe"]
    assert fitting((*loaded(), recipe), skills_max=4, search=index.search) == (*loaded(), recipe)
    assert index.asked == [["c:leaf", "d:tabular", "d:text", "g"]]
