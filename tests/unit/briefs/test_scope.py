"""The loading rule: which skills a brief may see in each arm, and in which order."""

import pytest

from haste.briefs.scope import Viewpoint, load
from haste.events.event import Event
from haste.events.skill import SkillRetired
from haste.projections.memory import Memory
from haste.vocabulary.brief import LoadedSkill
from haste.vocabulary.ids import CompetitionId, Position, SkillId
from haste.vocabulary.scales import Arm, SkillState, Tier
from tests.builders import NOW, RULES, abstracted, competition, effect_of, judged, learned, memory_of, run_started, skill, sweep_started

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


def memory(*events: Event) -> Memory:
    return memory_of(*STARTED, *SKILLS, *events)


def loaded(arm: Arm, *events: Event, transfer: bool = False, domains: tuple[str, ...] = ("tabular",)) -> tuple[LoadedSkill, ...]:
    return load(memory(*events), Viewpoint(arm=arm, competition=CompetitionId("leaf"), domains=domains, transfer=transfer))


def names(arm: Arm, *events: Event, transfer: bool = False, domains: tuple[str, ...] = ("tabular",)) -> list[str]:
    return [one.skill.id for one in loaded(arm, *events, transfer=transfer, domains=domains)]


def named(name: str, *events: Event, transfer: bool = False) -> LoadedSkill:
    return next(one for one in loaded(Arm.FLAT, *events, transfer=transfer) if one.skill.id == name)


def test_tiered_shows_the_competitions_own_then_the_domains_then_the_global_ones_each_by_the_size_of_its_effect() -> None:
    assert names(Arm.TIERED) == ["own", "harmful", "weak", "everywhere"]


def test_tiered_shows_the_other_domains_of_a_competition_too() -> None:
    assert names(Arm.TIERED, domains=("tabular", "text")) == ["own", "of-texts", "harmful", "weak", "everywhere"]


def test_flat_shows_everything_by_name() -> None:
    assert names(Arm.FLAT) == ["everywhere", "harmful", "of-texts", "others", "own", "weak"]


def test_none_shows_nothing() -> None:
    assert names(Arm.NONE) == []


def test_matched_shows_as_many_as_tiered_of_what_flat_shows() -> None:
    assert names(Arm.MATCHED) == names(Arm.FLAT)[: len(names(Arm.TIERED))]


def test_ranked_shows_everything_by_the_size_of_its_effect_whatever_its_sign() -> None:
    assert names(Arm.RANKED) == ["of-texts", "harmful", "everywhere", "weak", "others", "own"]


@pytest.mark.parametrize("arm", Arm)
def test_equal_effects_are_shown_by_name(arm: Arm) -> None:
    ties = (abstracted(skill("zz", Tier.DOMAIN), mean=0.1), abstracted(skill("aa", Tier.DOMAIN), mean=0.1))

    shown = [name for name in names(arm, *ties) if name in ("aa", "weak", "zz")]

    assert shown == sorted(shown)


@pytest.mark.parametrize("arm", [Arm.TIERED, Arm.FLAT, Arm.RANKED])
def test_a_retired_skill_is_shown_in_no_arm(arm: Arm) -> None:
    retired = SkillRetired(skill=SkillId("weak"), because="no", by="Ada", effect=None, read_to=Position(1), rule=RULES.version, now=NOW)

    assert "weak" not in names(arm, retired)


@pytest.mark.parametrize("arm", [Arm.TIERED, Arm.FLAT, Arm.RANKED])
def test_under_transfer_a_competition_does_not_see_what_it_taught_itself(arm: Arm) -> None:
    assert names(arm, transfer=True) == [name for name in names(arm) if name != "own"]


def test_under_transfer_matched_is_cut_to_what_tiered_shows_then() -> None:
    assert names(Arm.MATCHED, transfer=True) == ["everywhere", "harmful", "of-texts"]


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
    assert named("weak", *EVIDENCE).effects == (("leaf", 0.5, 0.125), ("tree", 0.5, 0.5))
    assert named("of-texts", *EVIDENCE).effects == (("note", -0.5, 0.125),)
    assert named("harmful", *EVIDENCE).effects == ()


def test_a_global_skill_comes_with_its_effect_everywhere() -> None:
    assert [name for name, _, _ in named("everywhere", *EVIDENCE).effects] == ["leaf", "note", "tree"]


def test_a_competitions_skill_comes_with_its_effect_there_alone() -> None:
    assert named("own", *EVIDENCE).effects == (("leaf", 0.125, 0.5),)
    assert named("others", *EVIDENCE).effects == (("tree", 0.25, 0.5),)


def test_under_transfer_effects_in_the_competition_itself_are_left_out() -> None:
    assert named("weak", *EVIDENCE, transfer=True).effects == (("tree", 0.5, 0.5),)
    assert [name for name, _, _ in named("everywhere", *EVIDENCE, transfer=True).effects] == ["note", "tree"]
