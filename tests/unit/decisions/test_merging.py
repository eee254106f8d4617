"""Techniques that were known under another name, and skills that say the same in the same scope."""

import msgspec
import pytest

from haste.decisions import merging, reconciling
from haste.decisions.likeness import likeness
from haste.events.event import Event
from haste.events.skill import SkillPinned
from haste.projections.memory import Memory
from haste.vocabulary.ids import SkillId
from haste.vocabulary.scales import Sign, SkillKind, SkillState, Tier
from haste.vocabulary.skill import Group, Skill
from tests.builders import NOW, RULES, abstracted, competition, judged, learned, memory_of, run_started, skill, sweep_started
from tests.unit.decisions.deciding import READ_TO, consolidate, consolidated, folded

NAMES = ("k1", "k2", "k3")
STARTED = (sweep_started(*map(competition, NAMES)), *map(run_started, NAMES))
TEXT = "Give each common category a column of zeros and ones, and count the rare ones together in a last column of their own."
NEARLY = "Give each common category a column of zeros and ones, and count the rare ones together in one last column of their own."
OTHER = "Take the logarithm of numbers that are never negative and have a long tail, so that a linear model sees an even spread."


def says(name: str, text: str, technique: str, *, of: str = "k1", sign: Sign = Sign.HELPS, domain: str = "tabular") -> Skill:
    value = skill(name, technique=technique, of=of, sign=sign, domain=domain)
    return msgspec.structs.replace(value, title=technique, when="", when_not="", instructions=text)


def reconciled(*events: Event) -> list[tuple[str, str]]:
    found = reconciling.decide(consolidate(), memory_of(*STARTED, *events), RULES)
    assert {(event.read_to, event.rule, event.now, event.domain) for event in found} <= {(READ_TO, RULES.version, NOW, "tabular")}
    return [(event.technique, event.known) for event in found]


def merged(memory: Memory, domain: str | None = "tabular") -> list[tuple[str, str]]:
    return [(event.skill, event.into) for event in merging.decide(consolidate(domain), memory, RULES)]


def test_texts_are_as_alike_as_their_words() -> None:
    assert likeness(TEXT, TEXT) == pytest.approx(1.0)
    assert likeness(TEXT, TEXT.upper() + " 17!") == pytest.approx(1.0)
    assert likeness(TEXT, OTHER) < 0.7
    assert 0.9 < likeness(TEXT, NEARLY) < 1.0
    assert likeness("", TEXT) == likeness("12 %", "13 %") == 0.0


def test_a_technique_that_was_named_anew_is_the_known_one_whose_skill_says_nearly_the_same() -> None:
    assert reconciled(learned(says("a", TEXT, "one-hot")), learned(says("b", NEARLY, "new:columns", of="k2"))) == [("new:columns", "one-hot")]


def test_a_technique_that_was_named_anew_is_the_known_one_of_the_same_name_whatever_it_says() -> None:
    known = (learned(says("a", TEXT, "one-hot")), judged("k1", "log-numbers", 0.3))

    assert reconciled(known[0], learned(says("b", OTHER, "new:one-hot"))) == [("new:one-hot", "one-hot")]
    assert reconciled(*known[1], *judged("k2", "new:log-numbers", 0.3)) == [("new:log-numbers", "log-numbers")]


def test_other_words_another_domain_or_two_known_techniques_are_left_alone() -> None:
    known = learned(says("a", TEXT, "one-hot"))

    assert reconciled(known, learned(says("b", OTHER, "new:columns"))) == []
    assert reconciled(known, learned(says("b", TEXT, "new:columns", domain="text"))) == []
    assert reconciled(known, learned(says("b", TEXT, "dummies"))) == []
    assert reconciled(learned(says("b", TEXT, "new:columns"))) == []


def test_of_two_that_were_named_anew_the_younger_is_the_older_one() -> None:
    assert reconciled(learned(says("a", TEXT, "new:first")), learned(says("b", TEXT, "new:second"))) == [("new:second", "new:first")]


def test_one_that_was_found_to_be_another_is_nobodys_twin() -> None:
    skills = [learned(says(name, TEXT, technique)) for name, technique in (("a", "one-hot"), ("b", "new:first"), ("c", "new:second"))]

    assert reconciled(*skills) == [("new:first", "one-hot"), ("new:second", "one-hot")]


def test_reconciled_evidence_and_skills_count_as_the_known_techniques() -> None:
    events = (learned(says("a", TEXT, "one-hot")), learned(says("b", NEARLY, "new:columns", of="k2")))
    trials = (*judged("k1", "one-hot", 0.4), *judged("k2", "new:columns", 0.4))

    memory = consolidated(memory_of(*STARTED, *events, *trials), "tabular")

    group = Group(technique="one-hot", domain="tabular")
    assert [one.competition for one in memory.evidence.of(group)] == ["k1", "k2"]
    assert [entry.skill.id for entry in memory.tiers.of(group, Tier.COMPETITION)] == ["a", "b"]
    assert memory.evidence.groups("tabular") == (group,)
    assert memory.evidence.of(Group(technique="new:columns", domain="tabular")) == memory.evidence.of(group)
    again = folded(memory, judged("k3", "new:columns", 0.2))
    assert len(again.evidence.of(group)) == 3, "what is judged later counts too"


def test_a_second_skill_of_a_technique_in_the_same_scope_is_merged_into_the_older() -> None:
    skills = (learned(says("a", TEXT, "one-hot")), learned(says("b", NEARLY, "new:columns")))

    memory = consolidated(memory_of(*STARTED, *skills), "tabular")

    entry = memory.tiers.entries[SkillId("b")]
    assert (entry.state, entry.merged_into) == (SkillState.RETIRED, "a")
    assert memory.tiers.entries[SkillId("a")].state is SkillState.LEARNED


@pytest.mark.parametrize(
    "changes",
    [{"of": "k2"}, {"sign": Sign.HARMS}, {"domain": "text"}, {"technique": "dummies"}],
    ids=["another competition", "another sign", "another domain", "another known technique"],
)
def test_skills_of_different_scopes_signs_or_known_techniques_are_not_merged(changes: dict[str, object]) -> None:
    other = says(**({"name": "b", "text": TEXT, "technique": "one-hot"} | changes))  # type: ignore[arg-type]  # the names are its parameters

    assert merged(memory_of(*STARTED, learned(says("a", TEXT, "one-hot")), learned(other))) == []


def test_the_wider_tiers_are_merged_too_each_by_itself() -> None:
    twice = [abstracted(skill(name, tier)) for tier in (Tier.DOMAIN, Tier.GLOBAL) for name in (f"{tier}-1", f"{tier}-2")]
    memory = memory_of(*STARTED, *twice)

    assert merged(memory) == [("domain-2", "domain-1")]
    assert merged(memory, None) == [("global-2", "global-1")]


def test_a_pinned_duplicate_stays() -> None:
    skills = [abstracted(skill(name, Tier.DOMAIN)) for name in "abc"]
    pinned = SkillPinned(skill=SkillId("b"), because="mine", by="Ada", now=NOW)

    assert merged(memory_of(*STARTED, *skills, pinned)) == [("c", "a")]


def test_recipes_are_the_same_where_their_code_is() -> None:
    def recipe(name: str, code: str) -> Skill:
        return msgspec.structs.replace(skill(name, technique="recipe-linear", of="k1"), kind=SkillKind.RECIPE, code=code)

    memory = memory_of(*STARTED, *map(learned, (recipe("a", "x = 1"), recipe("b", "x = 2"), recipe("c", "x = 1"))))

    assert merged(memory) == [("c", "a")]
