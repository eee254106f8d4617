"""The control arm: the labels of other techniques, and nothing of a technique's own."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from haste.briefs.shuffling import shuffled, shuffled_records
from haste.vocabulary.brief import LoadedSkill, TrackRecord
from haste.vocabulary.ids import CompetitionId
from haste.vocabulary.scales import Sign, SkillState, Tier
from tests.builders import effect_of, skill


def loaded(technique: str, mean: float, *, tier: Tier = Tier.DOMAIN, domain: str = "tabular") -> LoadedSkill:
    value = skill(f"{technique}-{tier}-{domain}", tier, domain=domain, technique=technique)
    value = msgspec.structs.replace(value, sign=Sign.HELPS if mean > 0 else Sign.HARMS, title=f"{technique}: {mean}", instructions=f"It gave {mean}.")
    return LoadedSkill(skill=value, state=SkillState.PROVEN, effect=effect_of(mean), effects=((CompetitionId("leaf"), mean, 0.1),))


SKILLS = (
    loaded("linear", 0.5),
    loaded("one-hot", -0.25),
    loaded("lightgbm", 0.125),
    loaded("linear", 0.75, domain="text"),
    loaded("one-hot", 0.25, domain="text"),
)


def labels(skills: tuple[LoadedSkill, ...]) -> list[tuple[str | None, float]]:
    return sorted((one.skill.domain, one.effect.mean) for one in skills if one.effect)


@given(seed=st.integers(0, 2**32 - 1))
def test_no_technique_keeps_its_own_label_and_no_label_is_lost(seed: int) -> None:
    found = shuffled(SKILLS, seed=seed)

    assert [one.skill.id for one in found] == [one.skill.id for one in SKILLS]
    assert all(new.effect != old.effect and new.effects != old.effects for new, old in zip(found, SKILLS, strict=True))
    assert labels(found) == labels(SKILLS)


def test_the_sign_goes_with_its_effect() -> None:
    assert all(one.effect and (one.skill.sign is Sign.HELPS) == (one.effect.mean > 0) for one in shuffled(SKILLS, seed=3))


def test_no_word_tells_the_effect_that_was_taken_away() -> None:
    assert all(one.skill.title == one.skill.instructions == one.skill.technique for one in shuffled(SKILLS, seed=3))


def test_all_runs_of_a_sweep_meet_the_same_permutation_and_another_seed_another() -> None:
    assert shuffled(SKILLS, seed=3) == shuffled(SKILLS, seed=3)
    assert len({tuple(one.effect for one in shuffled(SKILLS, seed=seed)) for seed in range(12)}) > 1


@pytest.mark.parametrize("seed", range(4))
def test_two_skills_of_one_technique_get_the_labels_of_one_other(seed: int) -> None:
    """Else the skills of a helping and a harming technique could be told apart by how they are spread."""
    found = shuffled((*SKILLS, loaded("linear", 0.5)), seed=seed)

    assert found[0].effect == found[-1].effect


def test_a_scope_of_one_technique_has_nothing_to_permute_with_and_is_left_out() -> None:
    assert shuffled((loaded("linear", 0.5), loaded("one-hot", 0.25, domain="text")), seed=3) == ()


RECORDS = tuple(TrackRecord(technique=name, effects=((CompetitionId("leaf"), mean, 0.1),)) for name, mean in (("a", 0.5), ("b", -0.25), ("c", 0.125)))


@given(seed=st.integers(0, 2**32 - 1))
def test_no_technique_keeps_its_own_record_and_no_record_is_lost(seed: int) -> None:
    found = shuffled_records(RECORDS, seed=seed)

    assert [one.technique for one in found] == ["a", "b", "c"]
    assert all(new.effects != old.effects for new, old in zip(found, RECORDS, strict=True))
    assert sorted(one.effects for one in found) == sorted(one.effects for one in RECORDS)


def test_a_single_record_is_left_out() -> None:
    assert shuffled_records(RECORDS[:1], seed=3) == ()
