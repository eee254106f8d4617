"""Which solutions are judged again, and in which order they are tried as the submission."""

import pytest

from haste.decisions import submitting
from haste.events.event import Event
from haste.projections import search_tree
from haste.projections.search_tree import SearchTree
from haste.vocabulary.scales import Direction
from tests.builders import (
    FAILED,
    RULES,
    accepted,
    bad,
    chosen,
    draft,
    executed,
    execution_finished,
    failed,
    good,
    improve,
    made,
    revalidated,
    tree_of,
)

THREE_LINES = (*good(1, draft(), 0.5), *good(2, draft(), 0.7), *good(3, draft(), 0.6))


def finalists(*events: Event, direction: Direction = Direction.MAXIMIZE) -> tuple[int, ...]:
    return submitting.finalists(tree_of(*events), direction, RULES)


def candidates(*events: Event, direction: Direction = Direction.MAXIMIZE) -> list[tuple[int, float | None]]:
    return list(submitting.candidates(tree_of(*events), direction))


def test_the_finalists_are_the_incumbents_of_the_two_best_lines() -> None:
    assert finalists(*THREE_LINES, *good(4, improve(2), 0.8), *bad(5, improve(4, branch=2), 0.1)) == (4, 3)
    assert finalists(*THREE_LINES, direction=Direction.MINIMIZE) == (1, 3)


def test_the_same_code_is_no_second_finalist() -> None:
    twin = (chosen(3, draft()), made(3, draft(), code=f"{2:064x}"), *executed(3, [0.6]), accepted(3))

    assert finalists(*good(1, draft(), 0.5), *good(2, draft(), 0.7), *twin) == (2, 1)


def test_a_run_without_a_sound_trial_has_no_finalist_and_no_candidate() -> None:
    assert finalists(*failed(1, draft()), *bad(2, draft(), 0.5)) == ()
    assert candidates(*failed(1, draft()), *bad(2, draft(), 0.5)) == []


def test_a_trial_that_was_accepted_without_a_proposal_is_no_finalist() -> None:
    assert finalists(chosen(1, draft()), *executed(1, [0.7]), accepted(1)) == ()


@pytest.mark.parametrize(("direction", "order"), [(Direction.MAXIMIZE, [(3, 0.8), (2, 0.6)]), (Direction.MINIMIZE, [(2, 0.6), (3, 0.8)])])
def test_revalidated_trials_come_first_by_their_fresh_score(direction: Direction, order: list[tuple[int, float]]) -> None:
    assert candidates(*THREE_LINES, revalidated(2, 0.6), revalidated(3, 0.8), direction=direction) == [*order, (1, None)]


def test_equal_fresh_scores_go_to_the_earlier_trial() -> None:
    assert candidates(*THREE_LINES, revalidated(3, 0.6), revalidated(2, 0.6))[:2] == [(2, 0.6), (3, 0.6)]


def test_the_others_follow_by_the_number_of_their_folds_then_by_their_mean() -> None:
    given = (*good(1, draft(), 0.9), *good(2, draft(), 0.5, 0.5), *good(3, draft(), 0.6, 0.6), *good(4, improve(3), 0.6, 0.7))

    assert candidates(*given) == [(4, None), (3, None), (2, None), (1, None)]


def test_a_finalist_that_failed_on_the_fresh_split_is_tried_with_the_others() -> None:
    assert candidates(*THREE_LINES, revalidated(2, None), revalidated(3, 0.6)) == [(3, 0.6), (2, None), (1, None)]


def test_a_trial_that_lost_a_fold_later_is_not_submitted() -> None:
    assert candidates(*THREE_LINES, execution_finished(2, FAILED, 1)) == [(3, None), (1, None)]


def test_without_a_split_trials_follow_in_their_order() -> None:
    tree = SearchTree()
    for event in THREE_LINES:
        tree = search_tree.evolve(tree, event)

    assert submitting.candidates(tree, Direction.MAXIMIZE) == ((1, None), (2, None), (3, None))
