"""Which step next, and when to stop."""

import msgspec
import pytest

from haste.commands import ChooseStep
from haste.events.event import Event
from haste.policies import refine
from haste.policies.moves import Stop
from haste.vocabulary.budget import Lease
from haste.vocabulary.ids import Iteration, Position, Time
from haste.vocabulary.scales import Direction, Operator, Reason
from haste.vocabulary.solution import Step
from tests.builders import (
    FAILED,
    MINUTE,
    NOW,
    RUN,
    accepted,
    bad,
    chosen,
    debug,
    declined,
    draft,
    execution_finished,
    failed,
    good,
    improve,
    made,
    merge,
    scored,
    tree_of,
)
from tests.unit.policies.phasing import in_its_phase

THREE_DRAFTS = (*good(1, draft(), 0.5), *good(2, draft(), 0.7), *good(3, draft(), 0.6))  # the second leads, the third follows
PLENTY = 40
FOLDS = 5


def choice(*events: Event, trials: int = PLENTY, lease: Lease | None = None, now: Time = NOW) -> Step | Stop:
    granted = lease or Lease(trials=trials)
    command = ChooseStep(run=RUN, direction=Direction.MAXIMIZE, lease=granted, read_to=Position(0), now=now)
    return in_its_phase(command, tree_of(*events), refine.choose)[0]


def misses(count: int, *, first: int = 4, parent: int = 2) -> tuple[Event, ...]:
    """Refinements without gain, one after the other."""
    return tuple(event for iteration in range(first, first + count) for event in bad(iteration, improve(parent, branch=2), 0.1))


def shares(trials: int) -> tuple[int, int, int]:
    """Refinements of the winner and of the runner-up, where each of them moves its line, and merges."""
    events: tuple[Event, ...] = THREE_DRAFTS
    tried: list[tuple[Operator, Iteration | None]] = []
    while isinstance(step := choice(*events, trials=trials), Step):
        events = (*events, *good(4 + len(tried), step, 0.9))
        tried.append((step.operator, step.branch))
    assert step == Stop(reason=Reason.BUDGET_SPENT)
    return tried.count((Operator.IMPROVE, Iteration(2))), tried.count((Operator.IMPROVE, Iteration(3))), tried.count((Operator.MERGE, Iteration(2)))


@pytest.mark.parametrize(("trials", "drafts"), [(1, 1), (2, 2), (3, 3), (4, 3), (20, 3)])
def test_a_run_has_three_drafts_or_as_many_as_it_has_trials(trials: int, drafts: int) -> None:
    events: tuple[Event, ...] = ()
    for iteration in range(1, drafts + 1):
        assert choice(*events, trials=trials) == draft()
        events = (*events, *good(iteration, draft(), 0.5))

    assert choice(*events, trials=trials) != draft()


def test_a_run_that_may_spend_nothing_does_nothing() -> None:
    assert choice(trials=0) == Stop(reason=Reason.BUDGET_SPENT)


def test_the_line_of_the_best_draft_is_refined_first() -> None:
    assert choice(*THREE_DRAFTS) == improve(2)


def test_a_refinement_starts_from_the_incumbent_of_its_line_and_has_to_beat_it() -> None:
    assert choice(*THREE_DRAFTS, *good(4, improve(2), 0.8)) == improve(4, branch=2)
    assert choice(*THREE_DRAFTS, *good(4, improve(2), 0.8), *bad(5, improve(4, branch=2), 0.1)) == improve(4, branch=2)


@pytest.mark.parametrize(
    ("trials", "expected"),
    [
        (3, (0, 0, 0)),
        (4, (1, 0, 0)),
        (6, (3, 0, 0)),
        (7, (3, 1, 0)),
        (10, (6, 1, 0)),
        (11, (5, 2, 1)),
        (20, (12, 4, 1)),
        (27, (17, 6, 1)),
        (29, (19, 6, 1)),
        (60, (20, 6, 1)),
    ],
)
def test_the_runner_up_gets_a_quarter_of_what_the_drafts_left_up_to_6_the_merge_one_and_the_winner_the_rest_up_to_20(
    trials: int, expected: tuple[int, int, int]
) -> None:
    assert shares(trials) == expected


def moved(*lines: int, first: int = 4) -> tuple[Event, ...]:
    """One refinement that was accepted in each of these lines."""
    return tuple(event for iteration, branch in enumerate(lines, start=first) for event in good(iteration, improve(branch), 0.8))


def test_what_the_runner_up_adopted_is_brought_into_the_winners_best_once_both_are_done() -> None:
    done = (*THREE_DRAFTS, *moved(2, 3), *declined(6, improve(4, branch=2)), *declined(7, improve(5, branch=3)))

    assert choice(*done, trials=6) == merge(4, 5, branch=2)
    assert choice(*done, trials=5) == Stop(reason=Reason.BUDGET_SPENT)


@pytest.mark.parametrize("fate", [good(8, merge(4, 5, branch=2), 0.9), bad(8, merge(4, 5, branch=2), 0.1), declined(8, merge(4, 5, branch=2))])
def test_two_lines_are_merged_once_whatever_comes_of_it(fate: tuple[Event, ...]) -> None:
    done = (*THREE_DRAFTS, *moved(2, 3), *declined(6, improve(4, branch=2)), *declined(7, improve(5, branch=3)))

    assert choice(*done, *fate) == Stop(reason=Reason.EXHAUSTED)


def test_a_runner_up_that_adopted_nothing_leaves_the_trial_of_the_merge_to_the_winner() -> None:
    spent = (*moved(*[2] * 5), *(event for number in (9, 10) for event in bad(number, improve(3), 0.1)))

    assert choice(*THREE_DRAFTS, *spent, trials=11) == improve(8, branch=2)
    assert choice(*THREE_DRAFTS, *spent, *good(11, improve(8, branch=2), 0.9), trials=11) == Stop(reason=Reason.BUDGET_SPENT)


def test_an_author_with_nothing_to_merge_leaves_the_trial_to_the_winner() -> None:
    spent = (*moved(*[2] * 5), *moved(3, 3, first=9))

    assert choice(*THREE_DRAFTS, *spent, trials=11) == merge(8, 10, branch=2)
    assert choice(*THREE_DRAFTS, *spent, *declined(11, merge(8, 10, branch=2)), trials=11) == improve(8, branch=2)


def test_a_merge_that_is_accepted_is_what_the_winner_goes_on_from() -> None:
    stale = (event for number in range(5, 13) for event in bad(number, improve(4, branch=3), 0.1))
    line = (*moved(3), *stale, *misses(8, first=13))

    assert choice(*THREE_DRAFTS, *line) == merge(2, 4)
    assert choice(*THREE_DRAFTS, *line, *good(21, merge(2, 4), 0.9)) == improve(21, branch=2)


def test_the_only_line_that_runs_gets_all_that_the_drafts_left() -> None:
    only = (*good(1, draft(), 0.5), *failed(2, draft()), *failed(3, draft()))

    assert choice(*only, *(event for n in range(4, 8) for event in good(n, improve(1), 0.6)), trials=8) == improve(7, branch=1)


def test_every_third_refinement_without_gain_is_escalated() -> None:
    steps = [choice(*THREE_DRAFTS, *misses(count)) for count in range(8)]

    assert [isinstance(step, Step) and step.escalated for step in steps] == [False, False, True, False, False, True, False, False]


def test_a_gain_ends_the_count_towards_an_escalation() -> None:
    assert choice(*THREE_DRAFTS, *misses(1), *good(5, improve(2), 0.8), *misses(1, first=6, parent=5)) == improve(5, branch=2)


def test_a_line_that_stagnates_is_left_for_the_next_one() -> None:
    assert choice(*THREE_DRAFTS, *misses(7)) == improve(2)
    assert choice(*THREE_DRAFTS, *misses(8)) == improve(3)


def test_a_line_whose_author_has_nothing_left_is_left_for_the_next_one() -> None:
    assert choice(*THREE_DRAFTS, *declined(4, improve(2))) == improve(3)
    assert choice(*THREE_DRAFTS, *declined(4, improve(2)), *declined(5, improve(3))) == Stop(reason=Reason.EXHAUSTED)


def test_a_declined_trial_leaves_its_place_in_the_budget_to_another() -> None:
    assert choice(*THREE_DRAFTS, *declined(4, improve(2)), trials=7) == improve(3)
    assert choice(*good(1, draft(), 0.5), *declined(2, draft()), *declined(3, draft()), trials=3) == improve(1)


def test_a_refinement_that_fails_is_repaired_once() -> None:
    assert choice(*THREE_DRAFTS, *failed(4, improve(2))) == debug(4, against=2, branch=2)
    assert choice(*THREE_DRAFTS, *failed(4, improve(2)), *failed(5, debug(4, against=2, branch=2))) == improve(2, escalated=True)


def test_a_later_refinement_that_fails_is_repaired_again() -> None:
    given = (*failed(4, improve(2)), *failed(5, debug(4, against=2, branch=2)), *failed(6, improve(2)))

    assert choice(*THREE_DRAFTS, *given) == debug(6, against=2, branch=2)


def test_a_repair_that_runs_without_gain_is_not_repaired() -> None:
    assert choice(*THREE_DRAFTS, *failed(4, improve(2)), *bad(5, debug(4, against=2, branch=2), 0.1)) == improve(2, escalated=True)


def test_a_failed_draft_is_left_alone_while_another_one_runs() -> None:
    assert choice(*failed(1, draft()), *good(2, draft(), 0.5), *failed(3, draft())) == improve(2)


def test_where_no_draft_runs_the_last_one_is_repaired_then_the_others_then_the_last_repair() -> None:
    events = (*failed(1, draft()), *failed(2, draft()), *failed(3, draft()))
    steps = []
    for iteration in range(4, 8):
        step = choice(*events)
        assert isinstance(step, Step)
        steps.append(step)
        events = (*events, *failed(iteration, step))

    assert steps == [debug(3), debug(2), debug(1), debug(6, branch=1)]


def test_a_repaired_draft_is_refined() -> None:
    events = (*failed(1, draft()), *failed(2, draft()), *failed(3, draft()), *good(4, debug(3), 0.5))

    assert choice(*events) == improve(4, branch=3)


def test_an_author_without_a_third_draft_can_still_repair_the_others() -> None:
    assert choice(*failed(1, draft()), *failed(2, draft()), *declined(3, draft())) == debug(2)


def test_an_author_without_a_repair_ends_the_search() -> None:
    events = (*failed(1, draft()), *failed(2, draft()), *failed(3, draft()), *declined(4, debug(3)))

    assert choice(*events) == Stop(reason=Reason.NO_VALID_SOLUTION)


def test_an_author_without_any_draft_ends_the_search() -> None:
    assert choice(*declined(1, draft()), *declined(2, draft()), *declined(3, draft())) == Stop(reason=Reason.NO_VALID_SOLUTION)


def test_a_draft_that_loses_a_fold_later_is_no_line_to_refine_any_more() -> None:
    assert choice(*THREE_DRAFTS, execution_finished(2, FAILED, 1)) == improve(3)


def test_trials_that_are_spent_end_the_search_also_without_a_solution() -> None:
    assert choice(*failed(1, draft()), *failed(2, draft()), *failed(3, draft()), trials=3) == Stop(reason=Reason.BUDGET_SPENT)


def test_no_trial_starts_in_the_reserve_before_the_deadline() -> None:
    lease = Lease(trials=PLENTY, deadline=Time(NOW + 10 * MINUTE), reserve_s=180.0)

    assert choice(*THREE_DRAFTS, lease=lease, now=Time(NOW + 7 * MINUTE - 1)) == improve(2)
    assert choice(*THREE_DRAFTS, lease=lease, now=Time(NOW + 7 * MINUTE)) == Stop(reason=Reason.BUDGET_SPENT)
    assert choice(*good(1, draft(), 0.5), lease=lease, now=Time(NOW + 9 * MINUTE)) == Stop(reason=Reason.BUDGET_SPENT)


def test_the_reserve_is_enough_to_judge_the_best_one_and_an_ensemble_again_and_to_fit_them() -> None:
    lease = Lease(trials=PLENTY, deadline=Time(NOW + 10 * MINUTE), reserve_s=180.0)
    slow = msgspec.structs.replace(scored(0.5), wall_s=10.0)
    drafts = [
        event
        for number in (1, 2, 3)
        for event in (chosen(number, draft()), made(number, draft()), execution_finished(number, slow), accepted(number))
    ]

    reserve = int((4 * (FOLDS + 1) + FOLDS) * 10.0) * MINUTE // 60
    assert reserve > 3 * MINUTE
    assert choice(*drafts, lease=lease, now=Time(NOW + 10 * MINUTE - reserve - 1)) == improve(1)
    assert choice(*drafts, lease=lease, now=Time(NOW + 10 * MINUTE - reserve)) == Stop(reason=Reason.BUDGET_SPENT)


def test_one_draft_is_tried_however_late_it_is() -> None:
    assert choice(lease=Lease(trials=PLENTY, deadline=NOW, reserve_s=60.0), now=Time(NOW + MINUTE)) == draft()
