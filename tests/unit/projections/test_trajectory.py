"""How far a run had come after each of its trials."""

import pytest

from haste.projections.trajectory import Trajectory, trajectory, trials_to_reach
from haste.vocabulary.scales import Direction
from tests.builders import bad, declined, draft, executed, failed, good, improve, submitted, tree_of

UP, DOWN = Direction.MAXIMIZE, Direction.MINIMIZE


def test_the_best_mean_over_all_folds_is_kept_from_trial_to_trial() -> None:
    tree = tree_of(*good(1, draft(), 0.5, 0.75), *good(2, improve(1), 0.75, 0.75), *good(3, draft(), 0.25, 0.5), folds=2)

    assert trajectory(tree, UP).best == (0.625, 0.75, 0.75)
    assert trajectory(tree, DOWN).best == (0.625, 0.625, 0.375)


def test_folds_that_were_run_later_count_from_the_trial_that_brought_the_solution() -> None:
    screened = good(1, draft(), 0.5)
    rest = executed(1, (0.5, 1.0))[2:]

    assert trajectory(tree_of(*screened, *good(2, draft(), 0.25), *rest, folds=2), UP).best == (0.75, 0.75)


def test_what_was_rejected_counts_and_what_failed_or_was_screened_alone_does_not() -> None:
    events = (*good(1, draft(), 0.5), *failed(2, improve(1)), *bad(3, improve(1), 0.75, 1.0))

    assert trajectory(tree_of(*events, folds=2), UP).best == (None, None, 0.875)
    assert trajectory(tree_of(*events, submitted(3), folds=2), UP).chosen == 0.875, "it may be what is submitted"


def test_an_author_with_nothing_to_say_spends_no_trial() -> None:
    assert trajectory(tree_of(*good(1, draft(), 0.5), *declined(2, improve(1)), folds=1), UP).best == (0.5,)


def test_the_submitted_solution_is_told_with_its_mean_on_the_same_folds() -> None:
    events = (*good(1, draft(), 0.5, 0.75), *good(2, improve(1), 0.75, 0.75))

    assert trajectory(tree_of(*events, submitted(1), folds=2), UP).chosen == 0.625
    assert trajectory(tree_of(*events, folds=2), UP).chosen is None


def test_verdicts_are_those_of_judged_proposals_and_not_of_drafts() -> None:
    tree = tree_of(*good(1, draft(), 0.5), *bad(2, improve(1), 0.25), *good(3, improve(1), 0.75), folds=1)

    assert trajectory(tree, UP).verdicts == (False, True)


@pytest.mark.parametrize(("score", "direction", "number"), [(0.5, UP, 2), (0.75, UP, 3), (0.8, UP, None), (0.5, DOWN, 2), (0.4, DOWN, None)])
def test_a_score_is_reached_by_the_first_trial_that_is_as_good(score: float, direction: Direction, number: int | None) -> None:
    best = (None, 0.5, 0.75) if direction is UP else (None, 0.5, 0.5)

    assert trials_to_reach(Trajectory(best=best, chosen=None, verdicts=()), score, direction) == number
