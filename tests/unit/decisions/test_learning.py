"""From a distillation to skills of the competition tier."""

import msgspec
import pytest

from haste.decisions import learning
from haste.decisions.learning import Taught
from haste.events.event import Event
from haste.events.run import LearningsDistilled
from haste.events.skill import SkillLearned, SkillRetired
from haste.events.sweep import TechniqueReconciled
from haste.projections.memory import Memory
from haste.vocabulary.brief import Learning, Learnings
from haste.vocabulary.ids import BlobId, Position, SkillId
from haste.vocabulary.scales import Sign, SkillKind, Tier
from haste.vocabulary.skill import Skill
from tests.builders import NOW, RULES, RUN, SWEEP, abstracted, competition, learned, memory_of, skill

DISTILLED = LearningsDistilled(
    run=RUN,
    request=BlobId("q" * 64),
    reply=BlobId("r" * 64),
    author="scripted",
    calls=(),
    skills=(),
    read_to=Position(41),
    rule=RULES.version,
    now=NOW,
)


def taught(technique: str, sign: Sign = Sign.HELPS, tier: str = Tier.COMPETITION) -> Learning:
    return Learning(technique=technique, title=f"About {technique}", when="now", when_not="never", instructions="Do it.", sign=sign, tier=tier)


def learn(*learnings: Learning, memory: Memory | None = None) -> tuple[LearningsDistilled, tuple[SkillLearned, ...]]:
    first, *others = learning.learn(
        DISTILLED, Taught(competition=competition(), learnings=Learnings(learnings=learnings)), memory or memory_of(), RULES
    )
    assert isinstance(first, LearningsDistilled)
    return first, tuple(event for event in others if isinstance(event, SkillLearned))


def techniques(*learnings: Learning, memory: Memory | None = None) -> list[str]:
    return [event.value.technique for event in learn(*learnings, memory=memory)[1]]


def test_each_learning_becomes_a_skill_of_its_competition() -> None:
    distilled, (event,) = learn(taught("one-hot", Sign.HARMS))

    assert event.value == Skill(
        id=event.skill,
        tier=Tier.COMPETITION,
        kind=SkillKind.LEARNING,
        domain="tabular",
        competition=competition().id,
        technique="one-hot",
        title="About one-hot",
        when="now",
        when_not="never",
        instructions="Do it.",
        sign=Sign.HARMS,
        author="scripted",
    )
    assert (event.run, event.reply, event.read_to, event.rule, event.now) == (RUN, DISTILLED.reply, 41, RULES.version, NOW)
    assert distilled == msgspec.structs.replace(DISTILLED, skills=(event.skill,))


def test_the_tier_that_the_author_proposes_is_not_read() -> None:
    assert learn(taught("one-hot", tier=Tier.GLOBAL)) == learn(taught("one-hot"))


def test_a_run_that_taught_nothing_is_distilled_all_the_same() -> None:
    assert learn() == (DISTILLED, ())


def test_no_more_than_five_things_are_learned_of_one_run() -> None:
    assert techniques(*(taught(f"t{number}") for number in range(8))) == ["t0", "t1", "t2", "t3", "t4"]


def test_what_the_competition_has_taught_before_is_not_learned_again() -> None:
    known = memory_of(learned(skill("known", technique="one-hot")))

    distilled, events = learn(taught("one-hot"), taught("linear"), memory=known)

    assert [event.value.technique for event in events] == ["linear"]
    assert distilled.skills == tuple(event.skill for event in events)


def test_a_duplicate_within_one_reply_is_learned_once() -> None:
    assert techniques(taught("one-hot"), taught("one-hot")) == ["one-hot"]


def test_a_retired_skill_is_not_learned_again() -> None:
    retired = SkillRetired(skill=SkillId("known"), because="no", by="Ada", effect=None, read_to=Position(1), rule=RULES.version, now=NOW)

    assert techniques(taught("one-hot"), memory=memory_of(learned(skill("known")), retired)) == []


def test_another_sign_another_competition_and_another_tier_are_no_duplicates() -> None:
    known: tuple[Event, ...] = (
        learned(skill("a", sign=Sign.HARMS)),
        learned(skill("b", of="tree")),
        abstracted(skill("c", Tier.DOMAIN)),
    )

    assert techniques(taught("one-hot"), memory=memory_of(*known)) == ["one-hot"]


def test_two_learnings_of_one_technique_that_contradict_each_other_are_two_skills() -> None:
    _, events = learn(taught("one-hot"), taught("one-hot", Sign.HARMS))

    assert [event.value.sign for event in events] == [Sign.HELPS, Sign.HARMS]
    assert len({event.skill for event in events}) == 2


def test_a_skill_of_a_sweep_that_is_not_remembered_is_no_duplicate_and_keeps_its_name_for_itself() -> None:
    _, (first,) = learn(taught("one-hot"))
    cold = msgspec.structs.replace(memory_of(), forgotten=(first.value,))

    _, (again,) = learn(taught("one-hot"), memory=cold)

    assert again.skill != first.skill


def test_equal_histories_give_equal_ids_and_each_is_the_name_of_its_skill() -> None:
    _, first = learn(taught("one-hot"), taught("linear"))
    _, again = learn(taught("linear"), taught("one-hot"))

    assert {event.skill for event in first} == {event.skill for event in again}
    assert all(event.skill == event.value.id for event in first)


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"technique": "One hot!"}, "technique: expected a slug, or new: and a slug, found 'One hot!'"),
        ({"technique": "new:"}, "technique: expected a slug, or new: and a slug, found 'new:'"),
        ({"tier": "galaxy"}, "tier of one-hot: expected one of competition, domain, global, found 'galaxy'"),
        ({"title": " "}, "words of one-hot: expected a title and instructions, found none"),
        ({"instructions": ""}, "words of one-hot: expected a title and instructions, found none"),
    ],
)
def test_a_malformed_learning_costs_itself_and_is_told(wrong: dict[str, str], told: str) -> None:
    distilled, events = learn(msgspec.structs.replace(taught("one-hot"), **wrong), taught("linear"))

    assert [event.value.technique for event in events] == ["linear"]
    assert distilled.dropped == (told,)


def test_a_technique_that_was_named_anew_is_learned_under_that_name() -> None:
    distilled, (event,) = learn(taught("new:quantile-bins"))

    assert (event.value.technique, distilled.dropped) == ("new:quantile-bins", ())


def test_a_technique_that_was_reconciled_is_a_duplicate_under_either_name() -> None:
    same = TechniqueReconciled(
        sweep=SWEEP, domain="tabular", technique="new:dummies", known="one-hot", because="", read_to=Position(1), rule=RULES.version, now=NOW
    )

    assert techniques(taught("new:dummies"), memory=memory_of(learned(skill("x")), same)) == []
    assert techniques(taught("new:dummies"), memory=memory_of(learned(skill("x")))) == ["new:dummies"]


RECIPE = msgspec.structs.replace(skill("", technique="recipe-linear"), kind=SkillKind.RECIPE, code="x = 1")


def test_a_recipe_is_learned_in_the_same_append_without_any_learning() -> None:
    distilled, event = learning.learn(DISTILLED, Taught(competition=competition(), learnings=None, recipe=RECIPE), memory_of(), RULES)

    assert isinstance(distilled, LearningsDistilled)
    assert isinstance(event, SkillLearned)
    assert distilled.skills == (event.skill,)
    assert msgspec.structs.replace(event.value, id=SkillId("")) == RECIPE
    assert event.skill.startswith("recipe-linear-")


def test_a_recipe_of_the_same_code_is_a_duplicate_and_one_of_other_code_is_not() -> None:
    memory = memory_of(learned(msgspec.structs.replace(RECIPE, id=SkillId("known"))))
    other = msgspec.structs.replace(RECIPE, code="x = 2")

    def brought(recipe: Skill) -> int:
        return len(learning.learn(DISTILLED, Taught(competition=competition(), learnings=None, recipe=recipe), memory, RULES)) - 1

    assert (brought(RECIPE), brought(other)) == (0, 1)
