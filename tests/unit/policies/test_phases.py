"""When each policy opens a phase, and when it closes one."""

import pytest

from haste.commands import ChooseStep, ClosePhase, OpenPhase
from haste.events.event import Event
from haste.policies import plan, refine
from haste.policies.moves import Move, Policy, Stop
from haste.policies.registry import POLICIES, find
from haste.vocabulary.budget import Lease
from haste.vocabulary.ids import Iteration, Position
from haste.vocabulary.scales import Direction, Reason
from tests.builders import NOW, RULES, RUN, bad, declined, draft, failed, good, improve, phase_finished, phase_started, tree_of

DRAFTS = (phase_started(1), *good(1, draft(), 0.5), *good(2, draft(), 0.7), *good(3, draft(), 0.6))
POLICY = pytest.mark.parametrize("policy", POLICIES.values(), ids=POLICIES)


def move(policy: Policy, *events: Event, trials: int = 40) -> Move:
    command = ChooseStep(run=RUN, direction=Direction.MAXIMIZE, lease=Lease(trials=trials), read_to=Position(0), now=NOW)
    return policy(command, tree_of(*events), RULES)


def opened(phase: int, *, parent: int | None = None) -> OpenPhase:
    """A phase, with a plan where there is a solution that it is for."""
    ideas = None if parent is None else (RULES.plan_headings, RULES.plan_ideas)
    return OpenPhase(run=RUN, phase=phase, parent=None if parent is None else Iteration(parent), ideas=ideas)


def closed(phase: int) -> ClosePhase:
    return ClosePhase(run=RUN, phase=phase)


def missed(*iterations: int) -> tuple[Event, ...]:
    return tuple(event for iteration in iterations for event in bad(iteration, improve(2), 0.1))


@POLICY
def test_a_run_begins_with_a_phase_for_its_drafts(policy: Policy) -> None:
    assert move(policy) == opened(1)
    assert move(policy, phase_started(1)) == draft()


@POLICY
def test_the_first_phase_ends_with_the_drafts(policy: Policy) -> None:
    assert move(policy, phase_started(1), *good(1, draft(), 0.5), *good(2, draft(), 0.7)) == draft()
    assert move(policy, *DRAFTS) == closed(1)


@POLICY
def test_drafts_that_are_repaired_are_in_the_first_phase_too(policy: Policy) -> None:
    broken = (phase_started(1), *failed(1, draft()), *failed(2, draft()), *failed(3, draft()))
    repair = move(policy, *broken)

    assert not isinstance(repair, OpenPhase | ClosePhase | Stop)
    assert move(policy, *broken, *good(4, repair, 0.5)) == closed(1)


@POLICY
def test_a_run_that_is_over_closes_no_phase(policy: Policy) -> None:
    assert move(policy, *DRAFTS, trials=3) == Stop(reason=Reason.BUDGET_SPENT)


@POLICY
def test_trials_of_a_log_that_knew_no_phases_are_those_of_the_first(policy: Policy) -> None:
    assert move(policy, *DRAFTS[1:]) == opened(1)
    assert move(policy, *DRAFTS[1:], phase_started(1)) == closed(1)


def test_a_phase_of_refinements_ends_after_six_proposals() -> None:
    begun = (*DRAFTS, phase_finished(1))

    assert move(refine.choose, *begun) == opened(2)
    assert move(refine.choose, *begun, phase_started(2), *missed(4, 5, 6, 7, 8)) == improve(2, escalated=True)
    assert move(refine.choose, *begun, phase_started(2), *missed(4, 5, 6, 7, 8, 9)) == closed(2)
    assert move(refine.choose, *begun, phase_started(2), *missed(4, 5, 6, 7, 8, 9), phase_finished(2)) == opened(3)


def test_a_trial_that_an_author_declined_is_no_proposal_of_its_phase() -> None:
    begun = (*DRAFTS, phase_finished(1), phase_started(2), *declined(4, improve(2)))

    assert move(refine.choose, *begun, *(event for n in range(5, 10) for event in bad(n, improve(3), 0.1))) == improve(3, escalated=True)


PLANNED = (*DRAFTS, phase_finished(1), phase_started(2, "one-hot", "linear"))


def test_a_plan_is_for_the_best_line_as_it_stands() -> None:
    assert move(plan.choose, *DRAFTS, phase_finished(1)) == opened(2, parent=2)
    assert move(plan.choose, *PLANNED, *good(4, improve(2), 0.8), *missed(5), phase_finished(2)) == opened(3, parent=4)


def test_each_idea_of_a_plan_is_one_improvement_of_the_best_so_far() -> None:
    assert move(plan.choose, *PLANNED) == improve(2)
    assert move(plan.choose, *PLANNED, *good(4, improve(2), 0.8)) == improve(4, branch=2)
    assert move(plan.choose, *PLANNED, *good(4, improve(2), 0.8), *bad(5, improve(4, branch=2), 0.1)) == closed(2)


def test_a_phase_without_a_plan_is_as_long_as_the_author_finds_something_up_to_six() -> None:
    begun = (*DRAFTS, phase_finished(1), phase_started(2))

    assert move(plan.choose, *begun, *missed(4, 5, 6, 7, 8)) == improve(2)
    assert move(plan.choose, *begun, *missed(4, 5, 6, 7, 8, 9)) == closed(2)
    assert move(plan.choose, *begun, *missed(4), *declined(5, improve(2))) == Stop(reason=Reason.EXHAUSTED)


def test_an_idea_that_fails_is_repaired_before_the_plan_goes_on_or_ends() -> None:
    begun = (*PLANNED, *missed(4), *failed(5, improve(2)))
    repair = move(plan.choose, *begun)

    assert not isinstance(repair, OpenPhase | ClosePhase | Stop)
    assert (repair.parent, repair.against) == (5, 2)
    assert move(plan.choose, *begun, *bad(6, repair, 0.1)) == closed(2)


def test_a_plan_whose_ideas_do_not_apply_any_more_is_over() -> None:
    begun = (*DRAFTS, phase_finished(1), phase_started(2, "one-hot", "linear", "lightgbm"))

    assert move(plan.choose, *begun, *missed(4), *declined(5, improve(2))) == closed(2)


def test_a_plan_none_of_whose_ideas_applies_ends_the_search() -> None:
    assert move(plan.choose, *PLANNED, *declined(4, improve(2))) == Stop(reason=Reason.EXHAUSTED)


@pytest.mark.parametrize("end", [(), (phase_finished(2),)], ids=["within a plan", "between two"])
def test_a_line_that_stagnates_ends_the_search(end: tuple[Event, ...]) -> None:
    begun = (*DRAFTS, phase_finished(1), phase_started(2, *map(str, range(20))))

    assert move(plan.choose, *begun, *missed(*range(4, 11)), *end) != Stop(reason=Reason.NO_GAIN)
    assert move(plan.choose, *begun, *missed(*range(4, 12)), *end) == Stop(reason=Reason.NO_GAIN)


def test_policies_are_found_by_name_and_a_wrong_name_is_told() -> None:
    assert (find("refine"), find("plan")) == (refine.choose, plan.choose)
    with pytest.raises(Exception, match=r"name of a policy: expected one of plan, refine, found 'tree'"):
        find("tree")
