"""One brief: the competition, the solution to start from, and what was tried so far."""

from functools import reduce

import msgspec
import pytest

from haste.briefs.assemble import Knowledge, assemble, distilling, planning, summarising
from haste.briefs.tokens import estimated_tokens
from haste.commands import OpenPhase
from haste.events.event import Event
from haste.events.run import ProposalMade
from haste.projections import run as runs
from haste.projections.run import RunState
from haste.projections.search_tree import SearchTree
from haste.seeds import derive, of_executions
from haste.vocabulary.brief import Attempt, Brief, Incumbent, LoadedSkill, Remembered, Summary
from haste.vocabulary.ids import BlobId, Iteration
from haste.vocabulary.judgement import Credit, Evaluation
from haste.vocabulary.scales import Operator, Reason, Role, SkillState, Status
from haste.vocabulary.solution import Resources
from tests.builders import (
    FAILED,
    RULES,
    RUN,
    bad,
    chosen,
    competition,
    debug,
    declined,
    draft,
    executed,
    execution_finished,
    failed,
    good,
    improve,
    made,
    merge,
    phase_finished,
    phase_started,
    profile,
    profiled,
    rejected,
    run_started,
    skill,
    split_fixed,
    sweep_started,
)

KNOWLEDGE = Knowledge(guidance="Look at the columns.", techniques=("one-hot", "target-encoding"))
START = (sweep_started(), run_started(), profiled(), split_fixed())


def state_after(*events: Event) -> RunState:
    return reduce(runs.evolve, events, RunState(run=RUN))


def read(blob: BlobId) -> bytes:
    return f"bytes of {blob}".encode()


def brief_after(*events: Event, skills: tuple[LoadedSkill, ...] = ()) -> Brief:
    return assemble(state_after(*START, *events), knowledge=KNOWLEDGE, remembered=Remembered(skills=skills), read=read)


def distilling_after(*events: Event) -> Brief:
    return distilling(state_after(*START, *events), knowledge=KNOWLEDGE, read=read)


def with_blueprint(event: ProposalMade, blueprint: str) -> ProposalMade:
    solution = msgspec.structs.replace(event.proposal.solution, blueprint=BlobId(blueprint))
    return msgspec.structs.replace(event, proposal=msgspec.structs.replace(event.proposal, solution=solution))


def test_the_brief_of_a_first_draft_has_the_competition_and_nothing_to_start_from() -> None:
    assert brief_after(chosen(1, draft())) == Brief(
        role=Role.DRAFT,
        iteration=Iteration(1),
        trials_left=0,
        competition=competition(),
        description="bytes of " + "d" * 64,
        profile=profile(),
        guidance="Look at the columns.",
        techniques=("one-hot", "target-encoding"),
        limits=Resources(memory_bytes=RULES.memory_bytes, time_limit_s=RULES.time_limit_s),
        seed=derive(7, "leaf", 0, "drafts"),
        solution_seed=of_executions(7, "leaf"),
    )


def test_each_refinement_has_chance_of_its_own_and_all_drafts_share_one() -> None:
    first, second = brief_after(chosen(1, draft())), brief_after(*good(1, draft(), 0.5), chosen(2, draft()))
    begun = (*good(1, draft(), 0.5), chosen(2, improve(1)))
    refined, again = brief_after(*begun), brief_after(*good(1, draft(), 0.5), *good(2, improve(1), 0.6), chosen(3, improve(2)))

    assert first.seed == second.seed
    assert len({first.seed, refined.seed, again.seed}) == 3


def test_a_refinement_starts_from_the_code_and_the_scores_of_its_parent() -> None:
    code = with_blueprint(made(1, draft()), "plan")

    brief = brief_after(chosen(1, draft()), code, *executed(1, [0.25, 0.75]), *good(1, draft())[-1:], chosen(2, improve(1, escalated=True)))

    assert (brief.role, brief.escalated) == (Role.IMPROVE, True)
    assert brief.incumbent == Incumbent(
        iteration=code.iteration,
        code=f"bytes of {1:064x}",
        blueprint=b"bytes of plan",
        evaluation=Evaluation(scores=(0.25, 0.75), mean=0.5),
    )


def test_a_repair_starts_from_the_failure() -> None:
    brief = brief_after(*failed(1, draft()), chosen(2, debug(1)))

    assert brief.role is Role.DEBUG
    assert brief.incumbent is not None
    assert (brief.incumbent.status, brief.incumbent.reason, brief.incumbent.message) == (Status.CRASHED, Reason.EXCEPTION, "KeyError: 'x'")
    assert (brief.incumbent.evaluation, brief.incumbent.blueprint) == (None, b"")


def test_history_is_every_earlier_trial_with_a_proposal_and_its_verdict() -> None:
    brief = brief_after(*good(1, draft(), 0.5), *declined(2, draft()), *bad(3, improve(1), 0.4), chosen(4, improve(1)))

    assert [attempt.iteration for attempt in brief.history] == [1, 3]
    assert brief.history[1] == Attempt(
        iteration=made(3, draft()).iteration,
        operator=Operator.IMPROVE,
        parent=made(1, draft()).iteration,
        title="title 3",
        cause="one-hot",
        also=(),
        accepted=False,
        reason=Reason.NO_GAIN,
        lift=None,
    )
    assert brief.history[0].accepted


def test_history_shows_the_blueprint_that_the_author_noted() -> None:
    brief = brief_after(chosen(1, draft()), with_blueprint(made(1, draft()), "plan"), rejected(1), chosen(2, draft()))

    assert brief.history[0].blueprint == b"bytes of plan"


def test_a_merge_is_asked_for_with_the_best_of_both_lines() -> None:
    brief = brief_after(*good(1, draft(), 0.5), *good(2, draft(), 0.4), chosen(3, merge(1, 2)))

    assert brief.role is Role.MERGE
    assert brief.incumbent is not None
    assert brief.other is not None
    assert (brief.incumbent.iteration, brief.other.iteration, brief.other.code) == (1, 2, f"bytes of {2:064x}")


def test_nothing_but_a_merge_has_another_line_in_it() -> None:
    assert brief_after(*good(1, draft(), 0.5), *good(2, draft(), 0.4), chosen(3, improve(1))).other is None


def test_all_solutions_of_a_run_share_one_seed_and_those_of_another_run_do_not() -> None:
    first, second = brief_after(chosen(1, draft())), brief_after(*good(1, draft(), 0.5), chosen(2, improve(1)))

    assert first.solution_seed == second.solution_seed
    assert first.solution_seed != of_executions(8, "leaf")


SUMMARY = Summary(adopted=("one-hot",), text="One was adopted.")
TWO_PHASES = (phase_started(1), *good(1, draft(), 0.5), *bad(2, draft(), 0.4), phase_finished(1, SUMMARY), phase_started(2, "one-hot"))


def test_a_finished_phase_is_its_summary_and_a_trace_of_each_attempt() -> None:
    lost = with_blueprint(made(3, improve(1)), "notes")
    brief = brief_after(*TWO_PHASES, chosen(3, improve(1)), lost, rejected(3), phase_finished(2), phase_started(3), chosen(4, improve(1)))

    assert (brief.phase, brief.summaries) == (3, (SUMMARY,)), "a phase without a summary is not told at all"
    assert [(attempt.phase, attempt.iteration, attempt.parent) for attempt in brief.history] == [(1, 1, None), (1, 2, None), (2, 3, 1)]
    assert [(attempt.title, attempt.reason) for attempt in brief.history] == [("", None)] * 3
    assert [(attempt.cause, attempt.accepted) for attempt in brief.history] == [("one-hot", True), ("one-hot", False), ("one-hot", False)]
    assert brief.history[2].blueprint == b"bytes of notes", "so that nothing is tried twice"


def test_the_active_phase_is_told_as_it_was() -> None:
    brief = brief_after(*TWO_PHASES, *bad(3, improve(1), 0.3), chosen(4, improve(1)))

    assert [attempt.title for attempt in brief.history] == ["", "", "title 3"]
    assert brief.history[2].reason is Reason.NO_GAIN


def test_a_trial_is_asked_for_with_the_plan_of_its_phase() -> None:
    assert brief_after(chosen(1, draft())).plan is None
    assert brief_after(*TWO_PHASES, chosen(3, improve(1))).plan == phase_started(2, "one-hot").plan


def test_a_plan_is_asked_for_with_the_solution_that_it_is_for_and_its_size() -> None:
    state = state_after(*START, *TWO_PHASES[:-1])
    command = OpenPhase(run=state.run, phase=2, parent=made(1, draft()).iteration, ideas=(3, 2))
    skills = (LoadedSkill(skill=skill("a"), state=SkillState.LEARNED),)

    brief = planning(state, command, knowledge=KNOWLEDGE, remembered=Remembered(skills=skills), read=read)

    assert (brief.role, brief.phase, brief.ideas, brief.plan, brief.skills) == (Role.PLAN, 2, (3, 2), None, skills)
    assert brief.incumbent is not None
    assert brief.incumbent.iteration == 1
    assert [attempt.title for attempt in brief.history] == ["", ""], "no phase is active"
    assert brief.summaries == (SUMMARY,)
    assert brief.seed not in (derive(7, "leaf", 3, "author"), derive(7, "leaf", 2, "plan"))


def test_a_summary_is_asked_for_with_the_attempts_of_its_phase_as_they_were() -> None:
    state = state_after(*START, *TWO_PHASES, *bad(3, improve(1), 0.3))

    brief = summarising(state, knowledge=KNOWLEDGE, read=read)

    assert (brief.role, brief.phase, brief.incumbent, brief.summaries) == (Role.SUMMARISE, 2, None, (SUMMARY,))
    assert [attempt.title for attempt in brief.history] == ["", "", "title 3"]


def test_a_parent_without_a_proposal_is_nothing_to_start_from() -> None:
    assert brief_after(*declined(1, draft()), chosen(2, improve(1))).incumbent is None


def test_before_the_split_there_is_nothing_to_start_from() -> None:
    state = state_after(*START, *good(1, draft(), 0.5), chosen(2, improve(1)))
    unsplit = msgspec.structs.replace(state, tree=msgspec.structs.replace(state.tree, split=None))

    assert assemble(unsplit, knowledge=KNOWLEDGE, remembered=Remembered(), read=read).incumbent is None


def test_a_failure_after_the_verdict_is_told_too() -> None:
    brief = brief_after(*good(1, draft(), 0.5), execution_finished(1, FAILED, 1), chosen(2, debug(1)))

    assert brief.incumbent is not None
    assert (brief.incumbent.status, brief.incumbent.evaluation) == (Status.CRASHED, Evaluation(scores=(0.5,), mean=0.5))


@pytest.mark.parametrize("events", [(), good(1, draft(), 0.5)], ids=["no trial", "a judged trial"])
def test_without_an_open_trial_there_is_no_brief(events: tuple[Event, ...]) -> None:
    with pytest.raises(ValueError, match=r"s\.leaf"):
        brief_after(*events)


def test_without_a_profile_there_is_no_brief() -> None:
    state = state_after(*START, chosen(1, draft()))

    with pytest.raises(ValueError, match=r"s\.leaf"):
        assemble(msgspec.structs.replace(state, tree=SearchTree(trials=state.tree.trials)), knowledge=KNOWLEDGE, remembered=Remembered(), read=read)


def test_the_brief_shows_the_skills_that_were_loaded_in_their_order() -> None:
    skills = tuple(LoadedSkill(skill=skill(name), state=SkillState.LEARNED) for name in ("b", "a"))

    assert brief_after(chosen(1, draft()), skills=skills).skills == skills


def test_history_tells_what_each_trial_said_about_its_cause() -> None:
    found = Credit(effect=-0.2, se=0.1, significant=0)
    credited = msgspec.structs.replace(rejected(2), credit=found)

    brief = brief_after(*good(1, draft(), 0.5), chosen(2, improve(1)), made(2, improve(1)), credited, chosen(3, improve(1)))

    assert [attempt.credit for attempt in brief.history] == [None, found]


def test_a_run_is_distilled_from_its_whole_history_and_without_skills() -> None:
    many = tuple(event for iteration in range(1, 66) for event in bad(iteration, draft(), 0.5))

    brief = distilling_after(*many)

    assert (brief.role, brief.incumbent, brief.skills, brief.escalated) == (Role.DISTIL, None, (), False)
    assert (brief.competition, brief.profile, brief.description) == (competition(), profile(), "bytes of " + "d" * 64)
    assert (brief.guidance, brief.techniques) == (KNOWLEDGE.guidance, KNOWLEDGE.techniques)
    assert len(brief.history) == 65
    assert brief.seed == derive(7, "leaf", 0, "author")


def test_a_run_that_was_not_profiled_cannot_be_distilled() -> None:
    with pytest.raises(ValueError, match=r"s\.leaf"):
        distilling(state_after(sweep_started(), run_started()), knowledge=KNOWLEDGE, read=read)


@pytest.mark.parametrize(("text", "tokens"), [("", 0), ("a", 1), ("abc", 1), ("abcd", 2), ("äö", 2)])
def test_tokens_are_estimated_as_a_third_of_the_bytes_rounded_up(text: str, tokens: int) -> None:
    assert estimated_tokens(text.encode()) == tokens
