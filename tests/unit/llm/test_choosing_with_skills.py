"""Which technique the offline author tries first, when skills speak for and against."""

import random
from collections import Counter
from functools import cache

import msgspec
import pytest

from haste.llm import choosing
from haste.llm.composing import choose
from haste.techniques import registry
from haste.techniques.blueprint import Slot, decode, encode
from haste.techniques.fitting import applicable
from haste.techniques.task import Task
from haste.vocabulary.brief import Attempt, Brief, Incumbent, LoadedSkill, TrackRecord
from haste.vocabulary.ids import CompetitionId, Iteration, SkillId
from haste.vocabulary.scales import Operator, Reason, Role, Sign, SkillState, Tier
from tests.builders import skill
from tests.unit.llm.examples import brief

SEEDS = range(120)


def improving() -> Brief:
    """A brief that asks to improve the first draft of the first approach."""
    asked = brief()
    draft = choose(asked)
    assert draft is not None
    incumbent = Incumbent(iteration=Iteration(1), code="", blueprint=encode(draft.blueprint))
    return msgspec.structs.replace(asked, role=Role.IMPROVE, incumbent=incumbent)


ASKED = improving()


@cache
def options() -> list[str]:
    assert ASKED.incumbent is not None
    task = Task(competition=ASKED.competition, profile=ASKED.profile)
    return [technique.slug for technique in applicable(task, decode(ASKED.incumbent.blueprint))]


HELPFUL, HARMFUL = options()[0], options()[1]


def loaded(technique: str, effect: float) -> LoadedSkill:
    value = skill(f"skill-{technique}", Tier.DOMAIN, technique=technique, sign=Sign.HELPS if effect > 0 else Sign.HARMS)
    return LoadedSkill(skill=value, state=SkillState.PROVEN, effects=((CompetitionId("elsewhere"), effect, 0.05),))


def widely(technique: str, effect: float, sources: str = "abcdefgh") -> LoadedSkill:
    """A skill with the same effect in competitions of these letters."""
    return msgspec.structs.replace(loaded(technique, effect), effects=tuple((CompetitionId(name), effect, 0.05) for name in sources))


def causes(*skills: LoadedSkill, records: tuple[TrackRecord, ...] = ()) -> Counter[str | None]:
    """How often each technique is chosen, over many seeds."""
    asked = msgspec.structs.replace(ASKED, skills=skills, records=records)
    choices = [choose(msgspec.structs.replace(asked, seed=seed)) for seed in SEEDS]
    return Counter(choice.cause for choice in choices if choice)


def test_without_skills_every_technique_is_as_likely_as_any_other_but_for_other_models_which_come_last() -> None:
    found = causes()

    others = {slug for slug in options() if registry.find(slug).slot is Slot.MODELS and not registry.find(slug).joins}
    assert 0 < len(others) < len(options())
    assert len(found) > 0.8 * len(set(options()) - others)
    assert max(found.values()) < 0.2 * len(SEEDS)
    assert sum(found[slug] for slug in others) < 0.05 * len(SEEDS)


def test_where_other_models_are_all_that_is_left_one_of_them_is_tried() -> None:
    others = [technique for technique in map(registry.find, options()) if technique.slot is Slot.MODELS and not technique.joins]

    assert choosing.promising(ASKED, others, random.Random(0)) in others  # noqa: S311 - as the author draws


def test_another_model_is_tried_early_where_it_helped_in_many_competitions() -> None:
    other = next(slug for slug in options() if registry.find(slug).slot is Slot.MODELS and not registry.find(slug).joins)

    assert causes(loaded(other, 0.5))[other] < 0.05 * len(SEEDS), "one competition is not enough"
    assert causes(widely(other, 0.5))[other] > 0.2 * len(SEEDS)


def test_what_helped_elsewhere_is_tried_earlier_the_more_competitions_say_so() -> None:
    once, often = causes(loaded(HELPFUL, 0.5)), causes(widely(HELPFUL, 0.5))

    assert causes()[HELPFUL] < once[HELPFUL] < 0.3 * len(SEEDS), "one competition may be luck: others are tried first most of the time"
    assert often[HELPFUL] > 0.6 * len(SEEDS)


def test_what_harmed_elsewhere_is_tried_late() -> None:
    found = causes(widely(HARMFUL, -0.5))

    assert found[HARMFUL] < 0.02 * len(SEEDS)
    assert len(found) > 0.7 * len(options()), "all others are as likely as before"


def test_what_harmed_once_is_not_given_up() -> None:
    asked = msgspec.structs.replace(ASKED, skills=(loaded(HARMFUL, -0.5),))

    found = Counter(choice.cause for seed in range(400) if (choice := choose(msgspec.structs.replace(asked, seed=seed))))

    assert found[HARMFUL] > 0


def test_of_two_that_helped_the_one_that_gained_more_is_tried_earlier() -> None:
    found = causes(widely(HELPFUL, 0.15), widely(HARMFUL, 0.6))

    assert found[HARMFUL] > 2 * found[HELPFUL]


def test_now_and_then_skills_are_not_followed(monkeypatch: pytest.MonkeyPatch) -> None:
    certain = [widely(slug, -0.5, sources="abcdefghijklmnopqrstuvwxyz") for slug in options()[1:13]]
    followed = causes(widely(HELPFUL, 0.5), *certain)

    monkeypatch.setattr(choosing, "_EXPLORATION", 1.0)

    assert causes(widely(HELPFUL, 0.5), *certain)[HELPFUL] < 0.2 * len(SEEDS) < followed[HELPFUL]


def test_a_change_that_a_skill_speaks_for_cites_it() -> None:
    asked = msgspec.structs.replace(ASKED, skills=(loaded(HELPFUL, 0.5), loaded(HARMFUL, -0.5)))
    cited = {choice.cause: choice.skills for seed in SEEDS if (choice := choose(msgspec.structs.replace(asked, seed=seed)))}

    assert cited[HELPFUL] == (SkillId(f"skill-{HELPFUL}"),)
    assert {skills for cause, skills in cited.items() if cause not in (HELPFUL, HARMFUL)} <= {()}


def test_a_change_that_is_tried_against_a_warning_does_not_cite_it() -> None:
    asked = msgspec.structs.replace(ASKED, skills=(loaded(HARMFUL, -0.1),))
    choices = [choose(msgspec.structs.replace(asked, seed=seed)) for seed in SEEDS]

    tried = [choice for choice in choices if choice and choice.cause == HARMFUL]
    assert tried
    assert not any(choice.skills for choice in tried)


def firsts(**remembered: object) -> list[tuple[str, ...]]:
    """What the first draft is made of, over many seeds."""
    asked = msgspec.structs.replace(brief(), **remembered)
    choices = [choose(msgspec.structs.replace(asked, seed=seed)) for seed in SEEDS]
    return [choice.blueprint.slugs for choice in choices if choice]


def test_of_the_variants_of_an_approach_a_draft_takes_the_one_of_which_most_good_is_remembered() -> None:
    usual, other = "lightgbm", "hist-boosting"

    cold, helped, harmed = firsts(), firsts(records=(recorded(other, 0.5),)), firsts(records=(recorded(usual, -0.5),))

    counts = [[sum(one in slugs for slugs in found) for one in (usual, other)] for found in (cold, helped, harmed)]
    boosted = counts[0][0]
    assert counts == [[boosted, 0], [0, boosted], [0, boosted]]
    assert 0 < boosted < len(cold), "the order of approaches stays that of the lot"


def test_all_drafts_of_a_run_follow_one_order_so_that_arms_draw_the_same_ones() -> None:
    first = choose(brief())
    assert first is not None
    attempt = Attempt(
        iteration=Iteration(1), operator=Operator.DRAFT, parent=None, title="", cause=None, also=(), accepted=True, reason=None, lift=None,
        blueprint=encode(first.blueprint),
    )  # fmt: skip

    second = choose(msgspec.structs.replace(brief(), history=(attempt,)))
    again = choose(msgspec.structs.replace(brief(), history=(attempt,), records=(recorded("no-such-technique", 0.5),)))

    assert second is not None
    assert second.blueprint.approach != first.blueprint.approach
    assert second == again


def recorded(technique: str, effect: float) -> TrackRecord:
    return TrackRecord(technique=technique, effects=((CompetitionId("elsewhere"), effect, 0.05),))


def test_a_track_record_moves_the_choice_where_no_skill_speaks() -> None:
    record = TrackRecord(technique=HELPFUL, effects=widely(HELPFUL, 0.5).effects)

    assert causes(records=(record,)) == causes(widely(HELPFUL, 0.5))
    assert causes(records=(record,))[HELPFUL] > 0.6 * len(SEEDS)


def pairs(*records: TrackRecord) -> list[tuple[str, ...]]:
    """The two techniques of each bigger step, over many seeds."""
    asked = msgspec.structs.replace(ASKED, escalated=True, records=records)
    return [choice.also for seed in SEEDS if (choice := choose(msgspec.structs.replace(asked, seed=seed)))]


def test_a_bigger_step_takes_what_helped_elsewhere_and_without_memory_any_two() -> None:
    record = TrackRecord(technique=HELPFUL, effects=widely(HELPFUL, 0.5).effects)

    assert sum(HELPFUL in pair for pair in pairs(record)) > 0.7 * len(SEEDS)
    assert sum(HELPFUL in pair for pair in pairs()) < 0.3 * len(SEEDS)


def test_a_bigger_step_leaves_out_what_was_judged_alone() -> None:
    alone = Attempt(
        iteration=Iteration(2), operator=Operator.IMPROVE, parent=Iteration(1), title="", cause=HELPFUL, also=(), accepted=False,
        reason=Reason.NO_GAIN, lift=None,
    )  # fmt: skip
    asked = msgspec.structs.replace(ASKED, escalated=True, history=(alone,), records=(recorded(HELPFUL, 0.5),))

    found = [choice.also for seed in SEEDS if (choice := choose(msgspec.structs.replace(asked, seed=seed)))]

    assert sum(HELPFUL in pair for pair in found) < 0.2 * len(SEEDS)
