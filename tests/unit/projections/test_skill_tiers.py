"""Skills by tier, and how each stands after what events said of it."""

from haste.events.event import Event
from haste.events.skill import SkillPinned, SkillProven, SkillRestored, SkillRetired
from haste.projections import skill_tiers
from haste.projections.skill_tiers import Entry, SkillTiers
from haste.vocabulary.ids import CompetitionId, Position, SkillId
from haste.vocabulary.scales import SkillState, Tier
from haste.vocabulary.skill import Effect, Group
from tests.builders import NOW, RULES, abstracted, effect_of, learned, skill, sweep_started

LEARNED, DOMAIN, GLOBAL = skill("a"), skill("b", Tier.DOMAIN, sources=("a",)), skill("c", Tier.GLOBAL)
START = (learned(LEARNED), abstracted(DOMAIN, supporting=("leaf",)), abstracted(GLOBAL, SkillState.PROVEN))


def tiers_of(*events: Event) -> SkillTiers:
    tiers = SkillTiers()
    for event in events:
        tiers = skill_tiers.evolve(tiers, event)
    return tiers


def entry(*events: Event, name: str = "b") -> Entry:
    return tiers_of(*START, *events).entries[SkillId(name)]


def proven(name: str, mean: float) -> SkillProven:
    return SkillProven(skill=SkillId(name), effect=effect_of(mean), read_to=Position(9), rule=RULES.version, now=NOW)


def retired(name: str, effect: Effect | None = None) -> SkillRetired:
    return SkillRetired(skill=SkillId(name), because="no use", by="Ada", effect=effect, read_to=Position(9), rule=RULES.version, now=NOW)


def restored(name: str) -> SkillRestored:
    return SkillRestored(skill=SkillId(name), state=SkillState.PROVEN, because="it was good", by="Ada", now=NOW)


def test_a_learned_skill_has_no_effect_of_its_own() -> None:
    assert entry(name="a") == Entry(skill=LEARNED, state=SkillState.LEARNED)


def test_an_abstracted_skill_stands_as_the_gate_said_and_knows_where_it_was_seen() -> None:
    assert entry() == Entry(skill=DOMAIN, state=SkillState.PROBATION, effect=effect_of(0.4), learned_from=(CompetitionId("leaf"),))


def test_proof_brings_a_state_and_the_effect_of_now() -> None:
    found = entry(proven("b", 0.7))

    assert (found.state, found.effect, found.learned_from) == (SkillState.PROVEN, effect_of(0.7), ("leaf",))


def test_the_gate_retires_with_an_effect_and_a_person_without_a_new_one() -> None:
    assert (entry(retired("b", effect_of(0.0))).state, entry(retired("b", effect_of(0.0))).effect) == (SkillState.RETIRED, effect_of(0.0))
    assert (entry(retired("b")).state, entry(retired("b")).effect) == (SkillState.RETIRED, effect_of(0.4))


def test_a_retired_skill_can_come_back() -> None:
    assert entry(retired("b"), restored("b")).state is SkillState.PROVEN


def test_a_pin_changes_nothing_else() -> None:
    pinned = entry(SkillPinned(skill=SkillId("b"), because="we need it", by="Ada", now=NOW))

    assert (pinned.pinned, pinned.state, pinned.effect) == (True, SkillState.PROBATION, effect_of(0.4))


def test_what_happens_to_one_skill_leaves_the_others_alone() -> None:
    assert entry(retired("b"), name="c") == entry(name="c")


def test_a_skill_that_this_fold_was_never_told_of_stays_unknown() -> None:
    assert tiers_of(*START, proven("z", 0.7), retired("z"), restored("z")) == tiers_of(*START)


def test_live_skills_are_those_that_are_not_retired_of_one_tier_or_of_all() -> None:
    tiers = tiers_of(*START, retired("c"))

    assert [one.skill.id for one in tiers.live()] == ["a", "b"]
    assert [one.skill.id for one in tiers.live(Tier.DOMAIN)] == ["b"]
    assert tiers.live(Tier.GLOBAL) == ()


def test_skills_of_a_group_are_of_its_technique_and_domain_retired_ones_too() -> None:
    text, linear = skill("d", Tier.DOMAIN, domain="text"), skill("e", Tier.DOMAIN, technique="linear")
    tiers = tiers_of(*START, abstracted(text), abstracted(linear), retired("b"))

    assert [one.skill.id for one in tiers.of(Group(technique="one-hot", domain="tabular"), Tier.DOMAIN)] == ["b"]
    assert [one.skill.id for one in tiers.of(Group(technique="one-hot", domain=None), Tier.DOMAIN)] == ["b", "d"]
    assert [one.skill.id for one in tiers.of(Group(technique="one-hot", domain=None), Tier.GLOBAL)] == ["c"]
    assert tiers.of(Group(technique="linear", domain="text"), Tier.DOMAIN) == ()


def test_events_of_other_kinds_leave_the_tiers_as_they_are() -> None:
    tiers = tiers_of(*START)

    assert skill_tiers.evolve(tiers, sweep_started()) is tiers
