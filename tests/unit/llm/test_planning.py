"""The offline author's plans, and how it follows one."""

import msgspec
import pytest

from haste.llm.composing import choose
from haste.llm.offline import OfflineAuthor
from haste.llm.planning import planned
from haste.techniques.blueprint import Blueprint, Slot, decode, encode
from haste.techniques.fitting import applicable, changed
from haste.techniques.registry import find
from haste.techniques.task import Task
from haste.vocabulary.brief import Attempt, Brief, Heading, Idea, Incumbent, LoadedSkill, Plan
from haste.vocabulary.competition import Series
from haste.vocabulary.ids import CompetitionId, Iteration
from haste.vocabulary.scales import Operator, Reason, Role, Sign, SkillState, Tier
from tests.builders import skill
from tests.unit.llm.examples import brief

DOMAINS = pytest.mark.parametrize("domain", ["tabular", "text"])


def asking(domain: str = "tabular", *, seed: int = 1, ideas: tuple[int, int] = (3, 2)) -> Brief:
    """A brief that asks for a plan on the first draft."""
    draft = choose(brief(domain=domain))
    assert draft is not None
    incumbent = Incumbent(iteration=Iteration(1), code="", blueprint=encode(draft.blueprint))
    return msgspec.structs.replace(brief(domain=domain, role=Role.PLAN, seed=seed), incumbent=incumbent, ideas=ideas, phase=2)


def plan_for(asked: Brief) -> Plan:
    plan = planned(asked)
    assert plan is not None
    return plan


def slugs(plan: Plan) -> list[str]:
    return [idea.technique for heading in plan.headings for idea in heading.ideas if idea.technique]


def following(plan: Plan | None, *history: Attempt) -> Brief:
    return msgspec.structs.replace(asking(), role=Role.IMPROVE, plan=plan, history=history)


def tried(slug: str, *, phase: int = 2) -> Attempt:
    """A trial of this technique, in a phase; its blueprint is not told."""
    return Attempt(
        iteration=Iteration(2),
        operator=Operator.IMPROVE,
        parent=Iteration(1),
        title="",
        cause=slug,
        also=(),
        accepted=False,
        reason=Reason.NO_GAIN,
        lift=None,
        phase=phase,
    )


def ideas(*techniques: str | None) -> Plan:
    return Plan(headings=tuple(Heading(title="A direction", ideas=(Idea(technique=slug, text="Do it."),)) for slug in techniques))


@DOMAINS
def test_a_plan_has_the_directions_and_ideas_that_were_asked_for(domain: str) -> None:
    plan = plan_for(asking(domain))

    assert len({heading.title for heading in plan.headings}) == len(plan.headings) == 3
    assert {len(heading.ideas) for heading in plan.headings} <= {1, 2}, "a part of a solution may have a single technique"
    assert len(set(slugs(plan))) == len(slugs(plan)) > 3


@DOMAINS
def test_a_direction_is_one_part_of_a_solution(domain: str) -> None:
    for heading in plan_for(asking(domain, ideas=(7, 9))).headings:
        assert len({find(idea.technique or "").slot for idea in heading.ideas}) == 1


def test_changes_of_signals_are_a_direction_too() -> None:
    asked = brief(domain="signal", role=Role.PLAN)
    draft = Blueprint(domain="signal", features=("plain-samples",), models=("lightgbm",))
    asked = msgspec.structs.replace(
        asked,
        profile=msgspec.structs.replace(asked.profile, series=(Series(before="at", samples=100),)),
        incumbent=Incumbent(iteration=Iteration(1), code="", blueprint=encode(draft)),
        ideas=(len(Slot), 1),
    )

    assert {Slot.WAVES, Slot.COPIES} <= {find(slug).slot for slug in slugs(plan_for(asked))}


@DOMAINS
def test_every_idea_fits_the_solution_that_the_plan_is_for_and_says_what_to_do(domain: str) -> None:
    asked = asking(domain)
    assert asked.incumbent is not None
    task = Task(competition=asked.competition, profile=asked.profile)
    fitting = {technique.slug for technique in applicable(task, decode(asked.incumbent.blueprint))}

    assert set(slugs(plan_for(asked))) <= fitting
    assert all(idea.technique and find(idea.technique).title in idea.text for heading in plan_for(asked).headings for idea in heading.ideas)


def test_equal_briefs_get_equal_plans_and_other_seeds_others() -> None:
    assert planned(asking(seed=1)) == planned(asking(seed=1))
    assert len({tuple(slugs(plan_for(asking(seed=seed)))) for seed in range(8)}) > 4


def test_what_this_run_has_tried_is_in_no_plan() -> None:
    every = slugs(plan_for(asking(ideas=(7, 99))))
    rest = slugs(plan_for(msgspec.structs.replace(asking(ideas=(7, 99)), history=tuple(tried(slug, phase=1) for slug in every[:5]))))

    assert set(rest) == set(every[5:])


def test_what_helped_in_many_competitions_comes_early_and_what_harmed_there_late() -> None:
    every = slugs(plan_for(asking(ideas=(7, 99))))
    skills = tuple(
        LoadedSkill(
            skill=skill(slug, Tier.DOMAIN, technique=slug, sign=Sign.HELPS if effect > 0 else Sign.HARMS),
            state=SkillState.PROVEN,
            effects=tuple((CompetitionId(source), effect, 0.05) for source in "abcdefgh"),
        )
        for slug, effect in ((every[-1], 0.5), (every[0], -0.5))
    )
    plans = [slugs(plan_for(msgspec.structs.replace(asking(seed=seed, ideas=(1, 1)), skills=skills))) for seed in range(40)]

    assert sum(plan == [every[-1]] for plan in plans) > 20
    assert [every[0]] not in plans


def test_nothing_to_start_from_no_size_or_nothing_left_is_no_plan() -> None:
    assert planned(msgspec.structs.replace(asking(), incumbent=None)) is None
    assert planned(msgspec.structs.replace(asking(), ideas=None)) is None
    assert planned(msgspec.structs.replace(asking(), techniques=())) is None


def test_an_improvement_under_a_plan_is_its_next_idea() -> None:
    plan = plan_for(asking())
    first, second, *_ = slugs(plan)

    assert [choice.cause for choice in (choose(following(plan)), choose(following(plan, tried(first)))) if choice] == [first, second]


def test_an_idea_of_an_earlier_phase_may_come_again_where_it_is_new_on_the_incumbent() -> None:
    choice = choose(following(ideas("target-encoding"), tried("target-encoding", phase=1)))

    assert choice is not None
    assert choice.cause == "target-encoding"


def test_an_idea_that_does_not_fit_that_nobody_knows_or_that_has_no_name_is_passed_over() -> None:
    choice = choose(following(ideas("few-leaves", "wishful-thinking", None, "target-encoding")))

    assert choice is not None
    assert choice.cause == "target-encoding"


def test_an_idea_whose_result_was_tried_is_passed_over() -> None:
    asked = following(ideas("target-encoding", "lightgbm"))
    assert asked.incumbent is not None
    task = Task(competition=asked.competition, profile=asked.profile)
    same = changed(task, find("target-encoding"), decode(asked.incumbent.blueprint))
    earlier = msgspec.structs.replace(tried("linear", phase=1), blueprint=encode(same))

    choice = choose(msgspec.structs.replace(asked, history=(earlier,)))

    assert choice is not None
    assert choice.cause == "lightgbm"


def test_after_the_last_idea_there_is_nothing_to_say() -> None:
    plan = plan_for(asking())

    assert choose(following(plan, *map(tried, slugs(plan)))) is None
    assert choose(following(ideas())) is None
    assert choose(following(None, *map(tried, slugs(plan)))) is not None


async def test_a_plan_is_a_reply_of_its_own_kind() -> None:
    author = OfflineAuthor()

    reply = await author.ask(author.request(asking()))

    assert reply.of(Plan) == planned(asking())
    assert reply.calls[0].usage.estimated
