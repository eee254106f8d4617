"""A draft from a recipe: what won elsewhere, without what does not fit here."""

import msgspec
import pytest

from haste.llm.offline import OfflineAuthor
from haste.llm.weighing import read
from haste.techniques.blueprint import Blueprint, Slot, decode, encode
from haste.techniques.registry import find
from haste.techniques.task import Task
from haste.vocabulary.brief import Brief, LoadedSkill
from haste.vocabulary.ids import SkillId
from haste.vocabulary.scales import SkillKind, SkillState
from tests.builders import skill
from tests.unit.llm.examples import after, brief, suggested

WON = Blueprint(
    domain="tabular", approach="boosting", features=("plain-numbers", "ordinal-codes"), models=("hist-boosting",), settings={"learning_rate": 0.05}
)
author = OfflineAuthor()


def recipe(name: str, blueprint: Blueprint | None) -> LoadedSkill:
    notes = b"notes of another author" if blueprint is None else encode(blueprint)
    value = msgspec.structs.replace(skill(name, technique="recipe-x", of="elsewhere"), kind=SkillKind.RECIPE, code="x = 1", blueprint=notes)
    return LoadedSkill(skill=value, state=SkillState.LEARNED)


def with_recipes(*recipes: LoadedSkill, **changes: object) -> Brief:
    return msgspec.structs.replace(brief(), skills=recipes, **changes)


async def drafted(asked: Brief) -> tuple[Blueprint, tuple[SkillId, ...], str]:
    found = suggested(await author.ask(author.request(asked)))
    return decode(found.blueprint), found.skills, found.title


async def test_the_first_draft_is_the_best_recipe_and_cites_it() -> None:
    blueprint, cited, title = await drafted(with_recipes(recipe("best", WON), recipe("next", WON)))

    assert (blueprint.approach, blueprint.models, cited) == ("boosting", ("hist-boosting",), ("best",))
    assert set(blueprint.features) <= set(WON.features)
    assert title.startswith("Start from a recipe: ")


async def test_later_drafts_go_other_ways() -> None:
    first = with_recipes(recipe("best", WON))
    second = after(first, await author.ask(author.request(first)), accepted=True)

    blueprint, cited, _ = await drafted(second)

    assert (blueprint.approach == "boosting", cited) == (False, ())


async def test_what_does_not_fit_here_is_left_out() -> None:
    asked = brief()
    task = Task(competition=asked.competition, profile=asked.profile)
    empty = Blueprint(domain="tabular")
    of_other_data = next(slug for slug in asked.techniques if find(slug).slot is Slot.FEATURES and not find(slug).applies(task, empty))
    strange = msgspec.structs.replace(WON, features=(of_other_data, "plain-numbers", "nobody-knows-this"), images=("root-light",))

    blueprint, cited, _ = await drafted(with_recipes(recipe("best", strange)))

    assert (blueprint.features, blueprint.images, cited) == (("plain-numbers",), (), ("best",))


@pytest.mark.parametrize(
    "useless",
    [
        None,
        Blueprint(domain="text", features=("plain-numbers",), models=("linear",)),
        msgspec.structs.replace(WON, models=("nobody-knows-this",)),
        Blueprint(domain="tabular"),
    ],
    ids=["another author's", "another domain's", "no model that works", "nothing in it"],
)
async def test_a_recipe_that_cannot_be_made_to_fit_gives_way_to_the_next(useless: Blueprint | None) -> None:
    _, cited, _ = await drafted(with_recipes(recipe("useless", useless), recipe("next", WON)))

    assert cited == ("next",)


async def test_without_a_usable_recipe_the_drafts_are_as_ever() -> None:
    useless = with_recipes(recipe("useless", None))

    assert await drafted(useless) == await drafted(brief())


async def test_a_technique_that_is_not_allowed_is_left_out_of_a_recipe() -> None:
    allowed = tuple(slug for slug in brief().techniques if slug != "ordinal-codes")

    blueprint, _, _ = await drafted(with_recipes(recipe("best", WON), techniques=allowed))

    assert "ordinal-codes" not in blueprint.features


def test_recipes_take_no_place_among_the_skills_that_are_weighed() -> None:
    assert read(with_recipes(recipe("best", WON))) == ()
