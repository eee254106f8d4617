"""Drafts from what won and what paid elsewhere."""

import msgspec
import pytest

from haste.domains import registry as domains
from haste.llm.offline import OfflineAuthor
from haste.llm.weighing import read
from haste.techniques.blueprint import Blueprint, Slot, decode, encode
from haste.techniques.registry import find
from haste.techniques.task import Task
from haste.vocabulary.brief import Brief, LoadedSkill, TrackRecord
from haste.vocabulary.ids import CompetitionId, SkillId
from haste.vocabulary.scales import SkillKind, SkillState, Tier
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
    assert set(WON.features) <= set(blueprint.features)
    assert title.startswith("Start from a recipe: ")


async def test_a_recipe_stands_on_the_draft_of_this_task_so_that_nothing_is_missing_that_its_own_data_had_no_need_of() -> None:
    of_numbers_alone = msgspec.structs.replace(WON, features=("plain-numbers",), models=("lightgbm", "extra-trees"), settings={})

    blueprint, _, _ = await drafted(with_recipes(recipe("best", of_numbers_alone)))

    assert blueprint.models == ("lightgbm", "extra-trees")
    assert {"plain-numbers", "ordinal-codes"} < set(blueprint.features), "categories are read here"
    assert {"day-numbers", "date-parts"} & set(blueprint.features), "and dates"


async def test_what_a_metric_asks_for_follows_the_metric_of_the_task() -> None:
    set_ = {"objective": "l1", **find("slow-learning").settings}
    of_other_metrics = msgspec.structs.replace(WON, models=("lightgbm",), targets=("log-target",), settings=set_)
    here = with_recipes(recipe("best", of_other_metrics))
    relative = msgspec.structs.replace(here.competition, metric=msgspec.structs.replace(here.competition.metric, name="rmsle"))

    squared, _, _ = await drafted(here)
    logarithmic, _, _ = await drafted(msgspec.structs.replace(here, competition=relative))

    assert (squared.targets, squared.settings) == ((), find("slow-learning").settings), "what no metric asked for stays as it was found"
    assert logarithmic.targets == ("log-target",)


async def test_settings_that_do_not_fit_here_stay_behind_and_those_that_the_metric_asks_for_reach_the_recipes_models() -> None:
    balanced = msgspec.structs.replace(WON, models=("lightgbm",), settings=find("balanced-classes").settings)
    here = with_recipes(recipe("best", balanced))
    absolute = msgspec.structs.replace(here.competition, metric=msgspec.structs.replace(here.competition.metric, name="mae"))
    by_forest = msgspec.structs.replace(WON, approach="forest", models=("lightgbm",))

    numbers, _, _ = await drafted(here)
    median, _, _ = await drafted(msgspec.structs.replace(with_recipes(recipe("best", by_forest)), competition=absolute))

    assert (numbers.models, numbers.settings) == (("lightgbm",), {})
    assert (median.models, median.settings) == (("lightgbm",), {"objective": "l1"})


async def test_a_recipe_of_an_approach_that_is_not_known_here_is_still_a_draft() -> None:
    blueprint, cited, _ = await drafted(with_recipes(recipe("best", msgspec.structs.replace(WON, approach="of-old"))))

    assert (blueprint.approach, blueprint.models, cited) == ("of-old", ("hist-boosting",), ("best",))


async def test_later_drafts_go_other_ways() -> None:
    first = with_recipes(recipe("best", WON))
    second = after(first, await author.ask(author.request(first)), accepted=True)

    blueprint, cited, _ = await drafted(second)

    assert (blueprint.approach == "boosting", cited) == (False, ())


async def test_later_drafts_are_plain_lest_all_come_to_the_same_blend() -> None:
    first = after(brief(), await author.ask(author.request(brief())), accepted=True)
    paying = tuple(recorded(slug, 0.5, 0.5) for slug in ("blend-boosting", "blend-forest", "blend-linear"))

    assert await drafted(msgspec.structs.replace(first, records=paying)) == await drafted(first)


async def test_what_does_not_fit_here_is_left_out() -> None:
    asked = brief()
    task = Task(competition=asked.competition, profile=asked.profile)
    empty = Blueprint(domain="tabular")
    of_other_data = next(slug for slug in asked.techniques if find(slug).slot is Slot.FEATURES and not find(slug).applies(task, empty))
    strange = msgspec.structs.replace(WON, features=(of_other_data, "plain-numbers", "nobody-knows-this"), images=("smoothed-images",))

    blueprint, cited, _ = await drafted(with_recipes(recipe("best", strange)))

    assert not {of_other_data, "nobody-knows-this"} & set(blueprint.features)
    assert (blueprint.images, cited) == ((), ("best",))


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


def recorded(technique: str, *effects: float) -> TrackRecord:
    return TrackRecord(technique=technique, effects=tuple((CompetitionId(f"other-{place}"), effect, 0.05) for place, effect in enumerate(effects)))


def remembering(*records: TrackRecord, **changes: object) -> Brief:
    return msgspec.structs.replace(brief(), records=records, **changes)


async def test_the_first_draft_takes_over_what_paid_in_most_competitions_that_judged_it() -> None:
    plain, _, _ = await drafted(brief())
    voice = next(slug for slug in ("blend-boosting", "blend-forest") if find(slug).puts not in plain.models)

    asked = remembering(recorded(voice, 0.5, 0.4, -0.1))
    found = suggested(await author.ask(author.request(asked)))
    blueprint = decode(found.blueprint)

    assert blueprint == msgspec.structs.replace(plain, models=(*plain.models, find(voice).puts), settings=blueprint.settings)
    assert voice in found.also
    assert blueprint.approach == plain.approach, "what is remembered does not change the lot"


@pytest.mark.parametrize("effects", [(0.5,), (0.5, -0.5, -0.5), (0.0, 0.0)], ids=["one source", "most would not take it", "no effect"])
async def test_a_draft_takes_over_nothing_else(effects: tuple[float, ...]) -> None:
    assert await drafted(remembering(recorded("blend-boosting", *effects), recorded("blend-forest", *effects))) == await drafted(brief())


async def test_a_draft_gives_nothing_up_for_what_paid_elsewhere() -> None:
    plain, _, _ = await drafted(brief())
    others = [slug for slug in brief().techniques if find(slug).slot is Slot.MODELS and not find(slug).joins and slug not in plain.models]

    assert others
    assert await drafted(remembering(*(recorded(slug, 0.5, 0.5) for slug in others))) == (plain, (), (await drafted(brief()))[2])


async def test_a_draft_takes_over_few_things_at_once_the_surest_first() -> None:
    drafted_anyway = {slug for approach in domains.find("tabular").approaches for variant in approach.variants for slug in variant}
    new = {slug for slug in brief().techniques if find(slug).slot in (Slot.FEATURES, Slot.MODELS)} - drafted_anyway - {"missing-indicators"}
    asked = remembering(*(recorded(slug, 0.5, 0.5) for slug in sorted(new)), recorded("missing-indicators", 0.5, 0.5, 0.5))
    plain, _, _ = await drafted(brief())
    found, _, _ = await drafted(asked)

    assert (len({*found.slugs} - {*plain.slugs}), "missing-indicators" in found.features) == (3, True)


async def test_a_recipe_takes_over_what_paid_elsewhere_too_and_cites_both() -> None:
    lesson = msgspec.structs.replace(skill("voices", Tier.DOMAIN, technique="blend-forest"), conditions=())
    spoken = LoadedSkill(skill=lesson, state=SkillState.PROVEN, effects=tuple((CompetitionId(name), 0.5, 0.05) for name in ("a", "b")))

    blueprint, cited, _ = await drafted(with_recipes(spoken, recipe("best", WON)))

    assert blueprint.models == ("hist-boosting", "extra-trees")
    assert cited == ("best", "voices")


def test_recipes_take_no_place_among_the_skills_that_are_weighed() -> None:
    assert read(with_recipes(recipe("best", WON))) == ()
