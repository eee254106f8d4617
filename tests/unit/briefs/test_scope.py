"""The loading rule: which skills a brief may see in each arm, and in which order."""

import msgspec
import pytest

from haste.briefs.scope import Viewpoint, chance, load
from haste.events.event import Event
from haste.events.skill import SkillRetired
from haste.events.sweep import TechniqueReconciled
from haste.projections.memory import Memory
from haste.vocabulary.brief import LoadedSkill, TrackRecord
from haste.vocabulary.ids import CompetitionId, Position, SkillId
from haste.vocabulary.scales import Arm, Role, SkillKind, SkillState, Tier
from tests.builders import (
    NOW,
    RULES,
    SWEEP,
    abstracted,
    competition,
    effect_of,
    judged,
    learned,
    memory_of,
    recipe,
    run_started,
    skill,
    sweep_started,
)

NAMES = {"leaf": "tabular", "tree": "tabular", "note": "text"}
STARTED = (sweep_started(*(competition(*item) for item in NAMES.items())), *(run_started(name) for name in NAMES))
SKILLS = (
    learned(skill("own", technique="linear")),
    learned(skill("others", of="tree", technique="linear")),
    abstracted(skill("weak", Tier.DOMAIN), mean=0.1),
    abstracted(skill("harmful", Tier.DOMAIN, technique="lightgbm"), mean=-0.6),
    abstracted(skill("of-texts", Tier.DOMAIN, domain="text"), mean=0.9),
    abstracted(skill("everywhere", Tier.GLOBAL), mean=0.3),
)


RECIPES = tuple(
    learned(recipe(name, of=of, domain=domain))
    for name, of, domain in (("r-tree", "tree", "tabular"), ("r-bush", "bush", "tabular"), ("r-note", "note", "text"))
)


def memory(*events: Event) -> Memory:
    return memory_of(*STARTED, *SKILLS, *events)


def loaded(arm: Arm, *events: Event, domains: tuple[str, ...] = ("tabular",)) -> tuple[LoadedSkill, ...]:
    viewpoint = Viewpoint(arm=arm, competition=CompetitionId("leaf"), domains=domains, numbers={}, recipes_max=3, records_max=60, seed=3)
    return load(memory(*events), viewpoint).skills


def names(arm: Arm, *events: Event, domains: tuple[str, ...] = ("tabular",)) -> list[str]:
    return [one.skill.id for one in loaded(arm, *events, domains=domains)]


def named(name: str, *events: Event) -> LoadedSkill:
    return next(one for one in loaded(Arm.FLAT, *events) if one.skill.id == name)


def test_tiered_shows_the_competitions_own_then_the_domains_then_the_global_ones_each_by_the_size_of_its_effect() -> None:
    assert names(Arm.TIERED) == ["own", "harmful", "weak", "everywhere"]


def test_tiered_shows_the_other_domains_of_a_competition_too() -> None:
    assert names(Arm.TIERED, domains=("tabular", "text")) == ["own", "of-texts", "harmful", "weak", "everywhere"]


def test_flat_shows_everything_by_name() -> None:
    assert names(Arm.FLAT) == ["everywhere", "harmful", "of-texts", "others", "own", "weak"]


@pytest.mark.parametrize("arm", [Arm.NONE, Arm.RETRY])
def test_none_and_retry_show_nothing(arm: Arm) -> None:
    assert names(arm, *RECIPES) == []


def test_global_only_and_domain_only_show_one_tier_of_what_tiered_shows() -> None:
    assert names(Arm.GLOBAL_ONLY) == ["everywhere"]
    assert names(Arm.DOMAIN_ONLY) == ["harmful", "weak"]


def test_shuffled_shows_what_tiered_shows_with_the_labels_of_other_techniques() -> None:
    shown = loaded(Arm.SHUFFLED, learned(skill("second", technique="one-hot")))

    assert [one.skill.id for one in shown] == ["own", "second", "harmful", "weak"]
    assert {one.skill.id: one.effect for one in shown if one.effect} == {"harmful": effect_of(0.1), "weak": effect_of(-0.6)}


def test_matched_shows_as_many_as_tiered_of_what_flat_shows() -> None:
    assert names(Arm.MATCHED) == names(Arm.FLAT)[: len(names(Arm.TIERED))]


def test_ranked_shows_everything_by_the_size_of_its_effect_whatever_its_sign() -> None:
    assert names(Arm.RANKED) == ["of-texts", "harmful", "everywhere", "weak", "others", "own"]


def test_ranked_takes_the_effect_where_it_was_learned_for_a_skill_that_no_gate_has_seen() -> None:
    assert names(Arm.RANKED, *judged("tree", "linear", 0.5, 0.1))[:4] == ["of-texts", "harmful", "others", "everywhere"]


@pytest.mark.parametrize("arm", Arm)
def test_equal_effects_are_shown_by_name(arm: Arm) -> None:
    ties = (abstracted(skill("zz", Tier.DOMAIN), mean=0.1), abstracted(skill("aa", Tier.DOMAIN), mean=0.1))

    shown = [name for name in names(arm, *ties) if name in ("aa", "weak", "zz")]

    assert shown == sorted(shown)


@pytest.mark.parametrize("arm", [Arm.TIERED, Arm.FLAT, Arm.RANKED])
def test_a_retired_skill_is_shown_in_no_arm(arm: Arm) -> None:
    retired = SkillRetired(skill=SkillId("weak"), because="no", by="Ada", effect=None, read_to=Position(1), rule=RULES.version, now=NOW)

    assert "weak" not in names(arm, retired)


def test_a_skill_comes_with_its_state_and_the_effect_that_the_gate_saw() -> None:
    assert (named("weak").state, named("weak").effect) == (SkillState.PROBATION, effect_of(0.1))
    assert (named("own").state, named("own").effect) == (SkillState.LEARNED, None)


EVIDENCE = (
    *judged("leaf", "one-hot", 0.5, 0.125),
    *judged("tree", "one-hot", 0.25, 0.25),
    *judged("tree", "one-hot", 0.75, 0.75, iteration=3),
    *judged("note", "one-hot", -0.5, 0.125),
    *judged("leaf", "linear", 0.125, 0.5, iteration=4),
    *judged("tree", "linear", 0.25, 0.5, iteration=5),
)


def test_a_domains_skill_comes_with_its_effect_in_each_competition_of_the_domain() -> None:
    assert named("weak", *EVIDENCE).effects == (("leaf", 0.5, 0.125), ("tree", 0.5, 0.375**0.5))
    assert named("of-texts", *EVIDENCE).effects == (("note", -0.5, 0.125),)
    assert named("harmful", *EVIDENCE).effects == ()


def test_a_global_skill_comes_with_its_effect_everywhere() -> None:
    assert [name for name, _, _ in named("everywhere", *EVIDENCE).effects] == ["leaf", "note", "tree"]


def test_a_competitions_skill_comes_with_its_effect_there_alone() -> None:
    assert named("own", *EVIDENCE).effects == (("leaf", 0.125, 0.5),)
    assert named("others", *EVIDENCE).effects == (("tree", 0.25, 0.5),)


def records(arm: Arm, *events: Event, domains: tuple[str, ...] = ("tabular",), limit: int = 60) -> dict[str, list[str]]:
    """The competitions of each technique's track record."""
    viewpoint = Viewpoint(arm=arm, competition=CompetitionId("leaf"), domains=domains, numbers={}, recipes_max=3, records_max=limit, seed=3)
    return {one.technique: [name for name, _, _ in one.effects] for one in load(memory(*events), viewpoint).records}


RECORDED = (
    *judged("leaf", "linear", 0.125),
    *judged("tree", "linear", 0.25, iteration=3),
    *judged("note", "linear", 0.5),
    *judged("note", "one-hot", -0.5, iteration=4),
    *judged("tree", "lightgbm", 0.25, iteration=5),
)


@pytest.mark.parametrize("arm", [Arm.TIERED, Arm.SHUFFLED])
def test_a_track_record_is_of_the_runs_own_domains_and_of_all_others_where_there_is_none(arm: Arm) -> None:
    assert set(records(arm, *RECORDED)) == {"linear", "one-hot", "lightgbm"}
    assert records(Arm.TIERED, *RECORDED) == {"lightgbm": ["tree"], "linear": ["leaf", "tree"], "one-hot": ["note"]}
    assert records(Arm.TIERED, *RECORDED, domains=("tabular", "text"))["linear"] == ["leaf", "note", "tree"]


def test_domain_only_has_no_record_of_other_domains() -> None:
    assert records(Arm.DOMAIN_ONLY, *RECORDED) == {"lightgbm": ["tree"], "linear": ["leaf", "tree"]}


@pytest.mark.parametrize("arm", [Arm.FLAT, Arm.MATCHED, Arm.RANKED, Arm.GLOBAL_ONLY])
def test_without_scopes_a_record_is_of_all_domains(arm: Arm) -> None:
    assert records(arm, *RECORDED) == {"lightgbm": ["tree"], "linear": ["leaf", "note", "tree"], "one-hot": ["note"]}


@pytest.mark.parametrize("arm", [Arm.NONE, Arm.RETRY])
def test_none_and_retry_see_no_record(arm: Arm) -> None:
    assert records(arm, *RECORDED) == {}


def test_records_of_the_most_competitions_stay_where_there_are_too_many() -> None:
    assert list(records(Arm.RANKED, *RECORDED, limit=2)) == ["lightgbm", "linear"]


def test_what_a_person_has_retired_has_no_record() -> None:
    retired = SkillRetired(
        skill=SkillId("harmful"), because="we know better", effect=None, by="a person", read_to=Position(1), rule=RULES.version, now=NOW
    )

    assert "lightgbm" not in records(Arm.TIERED, *RECORDED, retired)


def test_what_a_person_has_retired_has_no_record_under_the_name_that_it_was_found_to_have() -> None:
    anew = learned(skill("anew", of="tree", technique="new:boosting"))
    same = TechniqueReconciled(
        sweep=SWEEP, domain="tabular", technique="new:boosting", known="lightgbm", because="", read_to=Position(1), rule=RULES.version, now=NOW
    )
    retired = SkillRetired(skill=SkillId("anew"), because="no", effect=None, by="Ada", read_to=Position(1), rule="person", now=NOW)

    assert "lightgbm" in records(Arm.TIERED, *RECORDED, anew, same)
    assert "lightgbm" not in records(Arm.TIERED, *RECORDED, anew, same, retired)


def test_a_record_tells_the_mean_effect_of_each_competition_with_its_error() -> None:
    viewpoint = Viewpoint(arm=Arm.TIERED, competition=CompetitionId("leaf"), domains=("text",), numbers={}, recipes_max=3, records_max=60, seed=3)

    found = load(memory(*judged("note", "one-hot", -0.5, se=0.25)), viewpoint).records

    assert found == (TrackRecord(technique="one-hot", effects=((CompetitionId("note"), -0.5, 0.25),)),)


def recipes(arm: Arm, *, limit: int = 3, domains: tuple[str, ...] = ("tabular",)) -> list[str]:
    known = memory(*RECIPES)
    features = {CompetitionId(name): {"rows": size} for name, size in (("tree", 9.0), ("bush", 4.0), ("note", 3.0))}
    known = msgspec.structs.replace(known, evidence=msgspec.structs.replace(known.evidence, features=features))
    viewpoint = Viewpoint(
        arm=arm, competition=CompetitionId("leaf"), domains=domains, numbers={"rows": 3.0}, recipes_max=limit, records_max=60, seed=3
    )
    return [one.skill.id for one in load(known, viewpoint).skills if one.skill.kind is SkillKind.RECIPE]


@pytest.mark.parametrize("arm", [Arm.TIERED, Arm.DOMAIN_ONLY, Arm.MATCHED])
def test_recipes_of_the_domain_are_shown_those_of_the_most_similar_competition_first(arm: Arm) -> None:
    assert recipes(arm) == ["r-bush", "r-tree"]
    assert recipes(arm, domains=("tabular", "text")) == ["r-note", "r-bush", "r-tree"]
    assert recipes(arm, limit=1) == ["r-bush"]


@pytest.mark.parametrize("arm", [Arm.FLAT, Arm.RANKED])
def test_without_scopes_recipes_of_all_domains_are_shown(arm: Arm) -> None:
    assert recipes(arm) == ["r-note", "r-bush", "r-tree"]


@pytest.mark.parametrize("arm", [Arm.GLOBAL_ONLY, Arm.SHUFFLED])
def test_arms_that_see_no_domain_or_no_true_label_see_no_recipe(arm: Arm) -> None:
    assert recipes(arm) == []


def test_recipes_stand_after_all_that_was_learned_of_techniques() -> None:
    assert names(Arm.FLAT, *RECIPES)[:-3] == names(Arm.FLAT)


def test_only_a_second_attempt_draws_its_chance_anew() -> None:
    assert len({chance(arm, Role.DRAFT) for arm in Arm if arm is not Arm.RETRY}) == 1
    assert len({chance(arm, Role.IMPROVE) for arm in Arm if arm is not Arm.RETRY}) == 1
    assert len({chance(arm, role) for arm in (Arm.NONE, Arm.RETRY) for role in (Role.PLAN, Role.DRAFT, Role.IMPROVE)}) == 6
