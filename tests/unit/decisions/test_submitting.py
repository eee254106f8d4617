"""Which solutions are judged again, and in which order they are tried as the submission."""

import msgspec
import pytest

from haste.commands import Submit
from haste.decisions import submitting
from haste.decisions.submitting import Candidate
from haste.events.event import Event
from haste.projections import search_tree
from haste.projections.search_tree import SearchTree
from haste.thresholds import RULES as VERSIONS
from haste.thresholds import Thresholds
from haste.vocabulary.ids import BlobId, Iteration, Position
from haste.vocabulary.judgement import Member
from haste.vocabulary.scales import Direction, Stage
from tests.blends import ensemble_judged
from tests.builders import (
    FAILED,
    NOW,
    RULES,
    RUN,
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
    scored,
    tree_of,
)

THREE_LINES = (*good(1, draft(), 0.5), *good(2, draft(), 0.7), *good(3, draft(), 0.6))


def finalists(*events: Event, direction: Direction = Direction.MAXIMIZE, folds: int = 5, rules: Thresholds = RULES) -> tuple[int, ...]:
    return tuple(finalist.iteration for finalist in submitting.finalists(tree_of(*events, folds=folds), direction, rules))


def candidates(*events: Event, direction: Direction = Direction.MAXIMIZE) -> list[tuple[int, float | None]]:
    return [(one.iteration, one.validation) for one in submitting.candidates(tree_of(*events), direction)]


def test_the_finalists_are_the_incumbents_of_the_two_best_lines() -> None:
    assert finalists(*THREE_LINES, *good(4, improve(2), 0.8), *bad(5, improve(4, branch=2), 0.1)) == (4, 3)
    assert finalists(*THREE_LINES, direction=Direction.MINIMIZE) == (1, 3)


def test_the_best_mean_over_all_folds_comes_first_also_where_it_was_rejected() -> None:
    lines = (*good(1, draft(), 0.5, 0.5), *good(2, draft(), 0.6, 0.6), *good(3, improve(2), 0.7, 0.7))
    higher = (*bad(4, improve(3, branch=2), 0.9, 0.6), *bad(5, improve(3, branch=2), 0.9))

    assert finalists(*lines, folds=2) == (3, 1), "it is an incumbent, and no code is judged twice"
    assert finalists(*lines, *higher, folds=2) == (4, 3, 1), "one that was not judged on all folds is not compared"
    assert finalists(*lines, *higher, direction=Direction.MINIMIZE, folds=2) == (1, 3)
    assert finalists(*lines, *higher, folds=2, rules=VERSIONS["rules@5"]) == (3, 1)


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


def test_a_rejected_trial_that_is_best_on_the_fresh_split_is_submitted() -> None:
    assert candidates(*THREE_LINES, *bad(4, improve(2), 0.1), revalidated(2, 0.6), revalidated(4, 0.8)) == [(4, 0.8), (2, 0.6), (3, None), (1, None)]


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

    assert [one.iteration for one in submitting.candidates(tree, Direction.MAXIMIZE)] == [1, 2, 3]


TOGETHER = (Member(iteration=Iteration(2), weight=0.5), Member(iteration=Iteration(1), weight=0.5))
KEPT = ensemble_judged((2, 0.5), (3, 0.0), (1, 0.5))


def blend_scored(score: float | None) -> Event:
    return msgspec.structs.replace(revalidated(2, score), members=TOGETHER)


def whole(iteration: int, *, predicts: bool = True, name: str = "all rows") -> Event:
    result = msgspec.structs.replace(scored(None), predictions=BlobId(name) if predicts else None)
    return execution_finished(iteration, result, stage=Stage.FULL)


@pytest.mark.parametrize("accepted", [True, False])
def test_an_ensemble_that_was_kept_is_one_more_finalist(*, accepted: bool) -> None:
    judged = msgspec.structs.replace(KEPT, accepted=accepted)

    best, second, *others = submitting.finalists(tree_of(*THREE_LINES, judged), Direction.MAXIMIZE, RULES)

    assert [one.iteration for one in (best, *others)] == ([2, 3] if accepted else [2])
    assert (second.iteration, second.members, second.fitted) == ((2, TOGETHER, (2, 1)) if accepted else (3, (), (3,)))


def test_an_ensemble_stands_among_the_candidates_by_its_fresh_score_and_behind_an_equal_solution() -> None:
    def order(score: float | None) -> list[tuple[int, bool]]:
        tree = tree_of(*THREE_LINES, KEPT, revalidated(2, 0.6), revalidated(3, 0.5), blend_scored(score))
        return [(one.iteration, bool(one.members)) for one in submitting.candidates(tree, Direction.MAXIMIZE)]

    assert order(0.7) == [(2, True), (2, False), (3, False), (1, False)]
    assert order(0.6) == [(2, False), (2, True), (3, False), (1, False)]
    assert order(None) == [(2, False), (3, False), (1, False)]


def test_an_ensemble_can_be_submitted_once_all_its_members_are_fitted_on_all_rows() -> None:
    candidate = Candidate(iteration=Iteration(2), members=TOGETHER, validation=0.7)

    assert not submitting.fitted(tree_of(*THREE_LINES, whole(2)), candidate)
    assert not submitting.fitted(tree_of(*THREE_LINES, whole(2), whole(1, predicts=False)), candidate)
    assert not submitting.fitted(tree_of(*THREE_LINES, whole(2), execution_finished(1, FAILED, stage=Stage.FULL)), candidate)
    assert submitting.fitted(tree_of(*THREE_LINES, whole(2), whole(1)), candidate)


def test_what_is_submitted_is_the_first_candidate_that_was_fitted() -> None:
    given = (*THREE_LINES, revalidated(3, 0.9), revalidated(2, 0.6), whole(2))

    assert submitting.first_fitted(tree_of(*given), Direction.MAXIMIZE) == Candidate(iteration=Iteration(2), validation=0.6)
    assert submitting.first_fitted(tree_of(*given, whole(3)), Direction.MAXIMIZE) == Candidate(iteration=Iteration(3), validation=0.9)
    assert submitting.first_fitted(tree_of(*THREE_LINES), Direction.MAXIMIZE) is None


def test_what_is_submitted_is_chosen_once_with_the_members_that_it_is_made_of() -> None:
    candidate = Candidate(iteration=Iteration(2), members=TOGETHER, validation=0.7)
    command = Submit(run=RUN, direction=Direction.MAXIMIZE, submission=BlobId("blend"), read_to=Position(9), now=NOW)

    (event,) = submitting.decide(command, candidate, tree_of(*THREE_LINES), RULES)

    assert (event.iteration, event.members, event.submission, event.alone, event.validation) == (2, TOGETHER, "blend", None, 0.7)
    assert (event.solution, event.read_to) == (f"{2:064x}", 9)
    assert submitting.decide(command, candidate, tree_of(*THREE_LINES, event), RULES) == ()
    assert submitting.decide(command, candidate, tree_of(*good(1, draft(), 0.5), chosen(2, draft())), RULES) == ()


def test_beside_an_ensemble_stands_what_would_have_been_submitted_without_it() -> None:
    tree = tree_of(
        *THREE_LINES, KEPT, revalidated(3, 0.9), revalidated(1, 0.65), revalidated(2, 0.6), blend_scored(0.7), whole(2), whole(1, name="of 1")
    )
    together, alone = Candidate(iteration=Iteration(2), members=TOGETHER, validation=0.7), Candidate(iteration=Iteration(1), validation=0.65)
    command = Submit(run=RUN, direction=Direction.MAXIMIZE, submission=BlobId("blend"), read_to=Position(9), now=NOW)

    found = [submitting.decide(command, one, tree, RULES)[0].alone for one in (together, alone)]

    assert found == ["of 1", None], "trial 3 did better, but is no member and was not fitted"
